/** The promises that every protocol driver keeps, whatever its bytes. A driver's test names how a message is sent over its protocol; the suite does the rest. */
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Gate, type QuarantineRecord } from '../ingest/gate.ts'
import type { Driver } from './port.ts'

/** Sends one message and tells how the protocol answered: `acknowledged`, or refused as a whole. */
export type Send = (body: string, options?: { source?: string; credential?: string }) => Promise<'acknowledged' | 'refused'>

export interface Subject {
  start(gate: Gate): Promise<{ driver: Driver; send: Send; done(): Promise<void> }>
}

const CREDENTIAL = 'a-credential'
export const SOURCE = 'GW-1'

export function driverSuite(name: string, subject: Subject): void {
  describe(`${name} driver`, () => {
    let gate: Gate
    let rows: number
    let write: () => Promise<void>
    let quarantined: QuarantineRecord[]
    let running: Awaited<ReturnType<Subject['start']>>
    let send: Send
    const sample = (value: unknown, time = Date.now()) => ({ tag: 'T1', time, value })

    beforeEach(async () => {
      rows = 0
      write = async () => {}
      quarantined = []
      gate = new Gate({
        now: Date.now,
        journal: async (columns) => {
          await write()
          rows += columns.length
        },
        onLive: () => {},
        onQuarantine: (record) => quarantined.push(record),
      })
      gate.directory.define({
        tags: [1, 2].map((number) => ({
          number,
          code: `T${number}`,
          org: 'ln',
          unit: '℃',
          rangeLow: 0,
          rangeHigh: 100,
          expectedIntervalSeconds: 1,
        })),
        sources: [
          {
            code: SOURCE,
            org: 'ln',
            protocol: name,
            credentialDigest: createHash('sha256').update(CREDENTIAL).digest('hex'),
            tagCodes: ['T1', 'T2'],
          },
        ],
        alarms: [],
      })
      gate.defined()
      running = await subject.start(gate)
      send = (body, options = {}) => running.send(body, { source: SOURCE, credential: CREDENTIAL, ...options })
    })
    afterEach(async () => {
      await running.done()
      await running.driver.close()
    })

    test('a sample is acknowledged and kept', async () => {
      expect(await send(JSON.stringify(sample(20)))).toBe('acknowledged')
      expect(rows).toBe(1)
    })
    test('a batch in columns is kept whole', async () => {
      expect(await send(JSON.stringify({ tags: ['T1', 'T2'], times: Date.now(), values: [1, 2] }))).toBe('acknowledged')
      expect(rows).toBe(2)
    })
    test('the acknowledgement waits for the disk', async () => {
      let flush = () => {}
      write = () =>
        new Promise((resolve) => {
          flush = resolve
        })
      let answered = false
      const answer = send(JSON.stringify(sample(20))).then((how) => {
        answered = true
        return how
      })
      await expect.poll(() => gate.waitingRows).toBe(1)
      await new Promise((resolve) => setTimeout(resolve, 50))
      expect(answered).toBe(false)
      flush()
      expect(await answer).toBe('acknowledged')
    })
    test('what the disk did not take is not acknowledged', async () => {
      write = () => Promise.reject(new Error('no space left'))
      expect(await send(JSON.stringify(sample(20)))).toBe('refused')
    })
    test('a wrong row is counted and kept in quarantine, the right one beside it is taken', async () => {
      expect(await send(JSON.stringify([sample(500), { ...sample(5), tag: 'T2' }]))).toBe('acknowledged')
      expect(rows).toBe(1)
      expect(quarantined).toMatchObject([{ reason: 'out_of_range', tagCode: 'T1', sourceCode: SOURCE }])
    })
    test('a message that cannot be read is counted and kept in quarantine', async () => {
      await send('{"tag":')
      expect(quarantined).toMatchObject([{ reason: 'malformed', payload: '{"tag":' }])
      expect(rows).toBe(0)
    })
    test('a message sent twice is kept once', async () => {
      const body = JSON.stringify(sample(20))
      await send(body)
      await send(body)
      expect(rows).toBe(1)
    })
    test('a stranger and a wrong credential are turned away', async () => {
      expect(await send(JSON.stringify(sample(20)), { credential: 'guess' })).toBe('refused')
      expect(await send(JSON.stringify(sample(20)), { source: 'STRANGER' })).toBe('refused')
      expect(rows).toBe(0)
    })
  })
}
