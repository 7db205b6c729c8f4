/** The house's shape: who may see whom (dependency-cruiser), which rooms a module has, and that package.json tells the truth. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { declared } from './declared.ts'
import exceptions from './exceptions.json' with { type: 'json' }
import { type Finding, filesBelow, GROUPS, isSource, type Report, sources } from './source.ts'

interface Cruise {
  modules: { source: string }[]
  summary: { violations: { from: string; to: string; rule: { name: string }; comment?: string; cycle?: { name: string }[] }[] }
}

const FLOOR =
  /^modules\/[^/]+\/(?:(?:contract|rules|store|service|routes|index)(?:\.test)?\.ts|(?:contract|rules|store|service|routes|ui)\/.+)$/
/** Words that say nothing of what is in the room. */
const NAMELESS = /(?:^|\/)(?:utils?|helpers?|common|manager|base|types|constants)(?:\.tsx?$|\/)/

/** @throws Error where the cruise read fewer files than there are: a check that reads nothing stays green for ever. */
export function shape(root: string): Report {
  const files = sources(root)
  const cruise = run(root)
  const seen = new Set(cruise.modules.map((module) => module.source))
  const unread = files.filter((file) => !seen.has(file))
  if (unread.length > 0) throw new Error(`the cruise did not read ${unread.length} of ${files.length} files, among them ${unread[0]}`)
  return {
    read: files.length,
    findings: [
      ...cruise.summary.violations.map(({ from, to, rule, comment, cycle }) => ({
        file: from,
        line: null,
        text: `${rule.name}: ${[to, ...(cycle ?? []).map(({ name }) => name)].filter((name, i, all) => all.indexOf(name) === i).join(' → ')}${comment ? ` (${comment})` : ''}`,
      })),
      ...rooms(root),
      ...declared(root).findings,
    ],
  }
}

function run(root: string): Cruise {
  const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
  const folders = GROUPS.filter((group) => existsSync(join(root, group)))
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, '--config', '.dependency-cruiser.mjs', '--output-type', 'json', '--no-progress', ...folders],
    { cwd: root, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
  )
  if (!stdout.startsWith('{')) throw new Error(`the cruise ended with ${status}: ${stderr.trim() || stdout.slice(0, 500)}`)
  return JSON.parse(stdout) as Cruise
}

/** Files of a module that stand on no floor, and rooms whose name says nothing. */
function rooms(root: string): Finding[] {
  const excepted = new Set(exceptions.floors.map(({ file }) => file))
  const strays = filesBelow(root, 'modules', isSource)
    .filter((file) => !FLOOR.test(file) && !excepted.has(file))
    .map((file) => ({ file, line: null, text: 'stands on no floor: contract, rules, store, service, routes, index, ui' }))
  const nameless = sources(root)
    .filter((file) => NAMELESS.test(file))
    .map((file) => ({ file, line: null, text: 'a room is named after what is in it' }))
  const gone = [...excepted].filter((file) => !existsSync(join(root, file)))
  return [...strays, ...nameless, ...gone.map((file) => ({ file, line: null, text: 'is excepted in exceptions.json, and is not there' }))]
}
