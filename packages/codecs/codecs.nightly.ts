/** The long search of the codecs: ten million inputs. `npm run nightly`, or with a seed and a number of inputs: `node packages/codecs/codecs.nightly.ts 42 100000`. */
import { deepEqual } from 'node:assert/strict'
import { argv, exit, memoryUsage } from 'node:process'
import fc from 'fast-check'
import * as hj212 from './hj212/fuzz.testsupport.ts'
import { dataTimeOf, type Framed, Framer, factorValues, parseSegment, writeSegment } from './hj212/index.ts'
import * as sparkplug from './sparkplug/fuzz.testsupport.ts'
import { decodePayload, encodePayload, numberOf, type Payload, qualityOf, timeOf } from './sparkplug/index.ts'

const seed = Number(argv[2] ?? 1)
const inputs = Number(argv[3] ?? 10_000_000)
const BATCH = 50_000
/** What is kept after a batch must not grow with the number of batches. */
const MOST_KEPT_BYTES = 400 * 1024 * 1024

type Search = (parameters: { seed: number; numRuns: number }) => { failed: boolean; counterexample: unknown; errorInstance: unknown }
const search =
  <T>(inputs: fc.Arbitrary<T>, predicate: (input: T) => void): Search =>
  (parameters) =>
    fc.check(fc.property(inputs, predicate), parameters)

/** Shares of the inputs; together 1. */
const SEARCHES: [name: string, share: number, search: Search][] = [
  [
    'HJ 212: any stream, any cuts',
    0.4,
    search(hj212.brokenStream, (pieces) => {
      const framer = new Framer()
      for (const piece of pieces) {
        for (const found of framer.push(piece)) {
          const message = found.kind === 'frame' ? parseSegment(found.segment) : null
          if (message && !('malformed' in message)) factorValues(message, dataTimeOf(message) ?? 0)
        }
        if (framer.waitingBytes > 10_009) throw new Error(`${framer.waitingBytes} bytes kept`)
      }
    }),
  ],
  [
    'HJ 212: packets come out as they were put in',
    0.1,
    search(hj212.stream, ({ bytes, cuts, texts }) => {
      const framer = new Framer()
      const found: Framed[] = []
      for (const piece of cuts(bytes)) found.push(...framer.push(piece))
      deepEqual(
        found.map((one) => (one.kind === 'frame' ? one.text : one.kind)),
        texts,
      )
    }),
  ],
  ['HJ 212: read what was written', 0.1, search(hj212.message, (message) => deepEqual(parseSegment(writeSegment(message)), message))],
  [
    'Sparkplug: any bytes',
    0.3,
    search(sparkplug.brokenBytes, (bytes) => {
      const payload = decodePayload(bytes)
      if ('malformed' in payload) return
      for (const metric of (payload as Payload).metrics ?? []) {
        numberOf(metric)
        qualityOf(metric)
        timeOf(metric.timestamp)
      }
    }),
  ],
  [
    'Sparkplug: written twice the same',
    0.1,
    search(sparkplug.payload, (payload) => {
      const bytes = encodePayload(payload)
      deepEqual(encodePayload(decodePayload(bytes) as Payload), bytes)
    }),
  ],
]

console.log(`codecs: seed ${seed}`)
for (const [name, share, run] of SEARCHES) {
  let keptAtFirst = 0
  const total = Math.ceil(inputs * share)
  for (let done = 0; done < total; done += BATCH) {
    const result = run({ seed: seed + done, numRuns: Math.min(BATCH, total - done) })
    if (result.failed) {
      console.error(`${name}: failed (seed ${seed + done})`, result.counterexample, result.errorInstance)
      exit(1)
    }
    const kept = memoryUsage().heapUsed
    if (done === 0) keptAtFirst = kept
    if (kept - keptAtFirst > MOST_KEPT_BYTES) {
      console.error(`${name}: ${kept - keptAtFirst} bytes more are kept after ${done} inputs`)
      exit(1)
    }
  }
  console.log(`  ${name}: ${total} inputs`)
}
