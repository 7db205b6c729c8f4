/** The long search of the JSON reader: two million bodies. `npm run nightly`, or with a seed and a number: `node packages/telemetry/ingest/rows.nightly.ts 42 10000`. */
import { argv, exit } from 'node:process'
import fc from 'fast-check'
import { body } from './fuzz.testsupport.ts'
import { readRows } from './rows.ts'

const seed = Number(argv[2] ?? 1)
const inputs = Number(argv[3] ?? 2_000_000)
const result = fc.check(
  fc.property(body, (text) => {
    const rows = readRows(text)
    if (!('malformed' in rows) && rows.values.length !== rows.tags.length) throw new Error('columns of unlike length')
  }),
  { seed, numRuns: inputs },
)
if (result.failed) {
  console.error(`JSON reader: failed (seed ${seed})`, result.counterexample, result.errorInstance)
  exit(1)
}
console.log(`JSON reader: seed ${seed}, ${inputs} bodies`)
