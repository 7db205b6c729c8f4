/** `npm run bench [-- name…] [--short]`: runs the measurements one after the other, each in a process of its own, and prints one table of all. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Figure } from './harness.ts'

/** Name → file and the names of the results it writes. */
const MEASUREMENTS: Record<string, { file: string; results: string[] }> = {
  'tags-100k': { file: 'scale.ts', results: ['tags-100k'] },
  'alarm-latency': { file: 'alarm-latency.ts', results: ['alarm-latency'] },
  'ingest-max': { file: 'ingest-max.ts', results: ['ingest-max'] },
  'edge-forward': { file: 'edge-forward.ts', results: ['edge-forward'] },
  query: { file: 'history-http.ts', results: ['query'] },
  start: { file: 'start.ts', results: ['start'] },
  storage: { file: 'archive/history.ts', results: ['archive-history'] },
  archive: { file: 'archive/ingest.ts', results: ['archive-ingest'] },
}

const options = process.argv.slice(2).filter((argument) => argument.startsWith('--'))
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const unknown = names.filter((name) => !(name in MEASUREMENTS))
if (unknown.length > 0) {
  process.stderr.write(`there is no ${unknown.join(', ')}; there are ${Object.keys(MEASUREMENTS).join(', ')}\n`)
  process.exit(2)
}
const chosen = names.length > 0 ? names : Object.keys(MEASUREMENTS)
const failed: string[] = []
for (const name of chosen) {
  process.stdout.write(`\n${name}\n`)
  const done = spawnSync(process.execPath, [join(import.meta.dirname, MEASUREMENTS[name]!.file), ...options], { stdio: 'inherit' })
  if (done.status !== 0) failed.push(name)
}

const tidy = (value: number) => (Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3))))
const rows = chosen.flatMap((name) =>
  MEASUREMENTS[name]!.results.flatMap((result) => {
    const file = join(import.meta.dirname, 'results', `${result}.json`)
    if (!existsSync(file) || failed.includes(name)) return []
    const { figures } = JSON.parse(readFileSync(file, 'utf8')) as { figures: Figure[] }
    return figures
      .filter(({ goal, limit }) => goal || limit)
      .map(({ what, value, unit, goal, limit }) => ({
        bench: name,
        what,
        value: `${tidy(value)} ${unit}`,
        goal: goal
          ? `${goal.atMost !== undefined ? `≤ ${goal.atMost}` : ''}${goal.atLeast !== undefined ? `≥ ${tidy(goal.atLeast)}` : ''}`
          : '',
        met: goal ? value <= (goal.atMost ?? Number.POSITIVE_INFINITY) && value >= (goal.atLeast ?? Number.NEGATIVE_INFINITY) : '',
        limit: limit ? `${tidy(limit.value)} ${limit.what}` : '',
        ratio: limit ? tidy(value / limit.value) : '',
      }))
  }),
)
process.stdout.write('\n')
console.table(rows)
if (failed.length > 0) {
  process.stderr.write(`did not finish: ${failed.join(', ')}\n`)
  process.exit(1)
}
