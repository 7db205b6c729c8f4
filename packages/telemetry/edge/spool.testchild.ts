/** Spools and says how far it was acknowledged, until it is killed. For spool.test.ts. */
import { newColumns } from '../journal/index.ts'
import { Spool } from './spool.ts'

const MORNING = Date.parse('2026-11-23T00:00:00Z')
const spool = await Spool.open({
  dir: process.argv[2]!,
  limitBytes: 1e9,
  limitHours: 72,
  codeOf: (number) => `T${number}`,
  now: () => MORNING,
})
let next = 0
for (;;) {
  const sent = [7, 13, 1].map((length) => {
    const columns = newColumns(length, MORNING)
    for (let i = 0; i < length; i++, next++) {
      columns.tagNumbers[i] = 1
      columns.times[i] = MORNING + next * 1000
      columns.values[i] = next
    }
    return spool.append(columns)
  })
  await Promise.all(sent)
  process.stdout.write(`${next}\n`)
  if (next % 50 === 0) await spool.settle()
}
