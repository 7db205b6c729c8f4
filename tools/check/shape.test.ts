/** One forbidden import per rule, planted in a scratch copy of the house: each has to be seen. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Scratch, scratchCopy } from './scratch.ts'
import { shape } from './shape.ts'
import type { Report } from './source.ts'

const ROOT = join(import.meta.dirname, '../..')
const PLANTS: Record<string, { file: string; text: string }> = {
  'no-circles': { file: 'packages/kernel/planted-one.ts', text: `import './planted-two.ts'` },
  resolves: { file: 'packages/bus/planted.ts', text: `import './gone.ts'` },
  'contract-looks-down-only': {
    file: 'modules/duty/contract/planted.ts',
    text: `import type { lineOf } from '../rules.ts'\nexport type P = typeof lineOf`,
  },
  'rules-looks-down-only': { file: 'modules/duty/rules/planted.ts', text: `import type { Tx } from '../store.ts'\nexport type P = Tx` },
  'store-looks-down-only': {
    file: 'modules/duty/store/planted.ts',
    text: `import type { Needs } from '../service.ts'\nexport type P = Needs`,
  },
  'service-looks-down-only': {
    file: 'modules/duty/service/planted.ts',
    text: `import { dutyRoutes } from '../routes.ts'\nexport const p = dutyRoutes`,
  },
  'routes-looks-down-only': { file: 'modules/duty/routes/planted.ts', text: `import { duty } from '../index.ts'\nexport const p = duty` },
  'index-looks-down-only': { file: 'modules/duty/index/planted.ts', text: `import '../ui/planted.tsx'` },
  'contract-is-light': {
    file: 'modules/sources/contract/planted.ts',
    text: `import { LiveHub } from '@anyuan/telemetry'\nexport const p = LiveHub`,
  },
  'rules-are-pure': {
    file: 'modules/sources/rules/planted.ts',
    text: `import { readFileSync } from 'node:fs'\nexport const p = readFileSync`,
  },
  'only-store-knows-sql': { file: 'modules/sources/service/planted.ts', text: `import { sql } from 'kysely'\nexport const p = sql` },
  'store-is-sql-alone': {
    file: 'modules/sources/store/planted.ts',
    text: `import { connect } from '@anyuan/db'\nexport const p = connect`,
  },
  'service-asks-through-needs': {
    file: 'modules/alarms/service/planted.ts',
    text: `import { connect } from '@anyuan/db'\nexport const p = connect`,
  },
  'routes-know-no-row': {
    file: 'modules/alarms/routes/planted.ts',
    text: `import { alarmsStore } from '../store.ts'\nexport const p = alarmsStore`,
  },
  'modules-meet-at-contracts': {
    file: 'modules/alarms/service/neighbour.ts',
    text: `import { duty } from '@anyuan/duty'\nexport const p = duty`,
  },
  'ui-sees-contracts-only': { file: 'modules/duty/ui/planted.tsx', text: `import { lineOf } from '../rules.ts'\nexport const p = lineOf` },
  'kit-stays-light': { file: 'packages/ui/planted.ts', text: `import { connect } from '@anyuan/db'\nexport const p = connect` },
  'shell-sees-faces': { file: 'apps/web/planted.ts', text: `import { duty } from '@anyuan/duty'\nexport const p = duty` },
  'server-sees-faces': {
    file: 'apps/server/planted.ts',
    text: `import { dutyService } from '../../modules/duty/service.ts'\nexport const p = dutyService`,
  },
  'simulator-knows-no-module': {
    file: 'apps/simulator/planted.ts',
    text: `import { LogEntry } from '@anyuan/duty/contract'\nexport const p = LogEntry`,
  },
  'simulator-has-no-back-door': {
    file: 'apps/simulator/back-door.ts',
    text: `import { connect } from '@anyuan/db'\nexport const p = connect`,
  },
  'apps-know-not-each-other': {
    file: 'apps/simulator/neighbour.ts',
    text: `import { VERSION } from '../server/version.ts'\nexport const p = VERSION`,
  },
  'packages-know-no-module': {
    file: 'packages/host/planted.ts',
    text: `import { LogEntry } from '@anyuan/duty/contract'\nexport const p = LogEntry`,
  },
  'kernel-knows-nobody': { file: 'packages/kernel/planted-three.ts', text: `import pino from 'pino'\nexport const p = pino` },
  'pure-packages-stay-pure': {
    file: 'packages/standards/planted.ts',
    text: `import { readFileSync } from 'node:fs'\nexport const p = readFileSync`,
  },
  'no-test-in-the-product': {
    file: 'modules/duty/service/tested.ts',
    text: `import { testDatabase } from '@anyuan/db/testkit'\nexport const p = testDatabase`,
  },
}
const OTHERS: Record<string, string> = {
  'packages/kernel/planted-two.ts': `import './planted-one.ts'`,
  'modules/duty/planted.ts': 'export const stray = 1',
  'packages/bus/utils.ts': 'export const nameless = 1',
  'packages/bus/undeclared.ts': `import { z } from 'zod'\nexport const p = z`,
  'packages/bus/path.ts': `import { Instant } from '../kernel/index.ts'\nexport const p = Instant`,
}
let scratch: Scratch
let report: Report
beforeAll(() => {
  scratch = scratchCopy(ROOT)
  for (const { file, text } of Object.values(PLANTS)) scratch.plant(file, `${text}\n`)
  for (const [file, text] of Object.entries(OTHERS)) scratch.plant(file, `${text}\n`)
  scratch.plant('packages/bus/package.json', (before) => {
    const manifest: { dependencies?: Record<string, string> } = JSON.parse(before)
    return JSON.stringify({ ...manifest, dependencies: { ...manifest.dependencies, pino: '*' } })
  })
  report = shape(scratch.root)
}, 120_000)
afterAll(() => scratch.remove())
const saw = (file: string, words: string) => report.findings.some((finding) => finding.file === file && finding.text.includes(words))

test('every rule of the house has a planted fault', async () => {
  const url = pathToFileURL(join(ROOT, '.dependency-cruiser.mjs')).href
  const config: { default: { forbidden: { name: string }[] } } = await import(url)
  expect(Object.keys(PLANTS).sort()).toEqual(config.default.forbidden.map(({ name }) => name).sort())
})
test.each(Object.entries(PLANTS))('%s: the forbidden import is seen', (rule, { file }) => {
  expect(saw(file, `${rule}:`)).toBe(true)
})
test('a file on no floor, and a room whose name says nothing, are seen', () => {
  expect(saw('modules/duty/planted.ts', 'no floor')).toBe(true)
  expect(saw('packages/bus/utils.ts', 'named after')).toBe(true)
})
test('an import that package.json does not declare, one by path, and a declaration nobody uses are seen', () => {
  expect(saw('packages/bus/undeclared.ts', `'zod' is not in packages/bus/package.json`)).toBe(true)
  expect(saw('packages/bus/path.ts', 'leaves the workspace')).toBe(true)
  expect(saw('packages/bus/package.json', `'pino' is declared`)).toBe(true)
})
test('a cruise that reads fewer files than there are is a fault, not a green check', () => {
  // what happens where no parser for TypeScript is found: the folder is visited and nothing in it is read
  scratch.plant('.dependency-cruiser.mjs', (before) =>
    before.replace('exclude: { path:', "exclude: { path: '^packages/kernel/' }, was: { path:"),
  )
  expect(() => shape(scratch.root)).toThrow(/did not read|ended with/)
}, 60_000)
