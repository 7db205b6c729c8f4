/** Exception reporting: what is left out could be told from what is sent, and a break is sent with the sample before it. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newColumns, type SampleColumns } from '../journal/index.ts'
import { ExceptionReport } from './exception-report.ts'

interface Sample {
  time: number
  value: number
  quality: number
}
const columns = (samples: readonly Sample[]): SampleColumns => {
  const batch = newColumns(samples.length, 0)
  samples.forEach(({ time, value, quality }, i) => {
    batch.tagNumbers[i] = 1
    batch.times[i] = time
    batch.values[i] = value
    batch.qualities[i] = quality
  })
  return batch
}
const rowsOf = ({ length, times, values, qualities }: SampleColumns): Sample[] =>
  Array.from({ length }, (_, i) => ({ time: times[i]!, value: values[i]!, quality: qualities[i]! }))
const DEADBAND = 2
const MOST_SILENT_MS = 20
const report = () => new ExceptionReport(new Map([[1, { deadband: DEADBAND, mostSilentMs: MOST_SILENT_MS }]]))

test('whatever comes in whatever batches: nothing beyond the dead-band or the longest silence is left out, and every break has the sample before it', () => {
  const sample = fc.record({
    step: fc.integer({ min: 1, max: 8 }),
    value: fc.integer({ min: 0, max: 10 }),
    quality: fc.constantFrom(0, 0, 0, 2),
  })
  fc.assert(
    fc.property(fc.array(fc.array(sample, { maxLength: 6 }), { maxLength: 12 }), (batches) => {
      const thinning = report()
      let time = 0
      const given: Sample[] = []
      const sent: Sample[] = []
      for (const batch of batches) {
        const samples = batch.map(({ step, value, quality }) => {
          time += step
          return { time, value, quality }
        })
        given.push(...samples)
        sent.push(...rowsOf(thinning.take(columns(samples))))
      }
      // in order, each of them given, none twice
      expect(sent.map((one) => one.time)).toEqual([...new Set(sent.map((one) => one.time))].sort((a, b) => a - b))
      const times = new Set(sent.map((one) => one.time))
      expect(given.filter((one) => times.has(one.time))).toEqual(sent)
      let reference: Sample | null = null
      given.forEach((one, i) => {
        const quiet: boolean =
          reference !== null &&
          one.quality === reference.quality &&
          Math.abs(one.value - reference.value) <= DEADBAND &&
          one.time - reference.time < MOST_SILENT_MS
        if (quiet) return
        reference = one
        expect(times.has(one.time), 'a break is sent').toBe(true)
        if (i > 0) expect(times.has(given[i - 1]!.time), 'and the sample before it').toBe(true)
      })
      expect(thinning.thinnedRows).toBe(given.length - sent.length)
    }),
    { numRuns: 2000 },
  )
})

test('a late sample, and a tag without a rule, pass as they are', () => {
  const thinning = report()
  expect(rowsOf(thinning.take(columns([{ time: 100, value: 5, quality: 0 }])))).toHaveLength(1)
  expect(rowsOf(thinning.take(columns([{ time: 50, value: 5, quality: 0 }])))).toHaveLength(1)
  expect(
    rowsOf(
      new ExceptionReport(new Map()).take(
        columns([
          { time: 1, value: 5, quality: 0 },
          { time: 2, value: 5, quality: 0 },
        ]),
      ),
    ),
  ).toHaveLength(2)
})
