/**
 * The promises that every door keeps, whatever its bytes. A driver's test says how samples are written in its protocol, what its acknowledgement is, and
 * which promises its protocol cannot make, each with the reason; the suite does the rest.
 */
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Connection, SourcePoint } from '../connection.ts'
import { Gate, type QuarantineRecord } from '../ingest/gate.ts'
import type { Driver } from './port.ts'

/** One value on its way: `tag` is T1, T2, or a name that nobody knows; the driver's test turns it into an address of its protocol. */
export interface Sample {
  tag: string
  time: number
  value: number | null
  /** From the sender's store; a protocol without such a mark sends it by its old device time alone. */
  historical?: boolean
}
export interface Identity {
  source: string
  credential: string
}
/** How the protocol answered: `acknowledged`, or refused as a whole (turned away, not answered, disconnected). Where a protocol has no answer, it is what the sender or the house can see. */
export type Answer = 'acknowledged' | 'refused'

export interface Line {
  driver: Driver
  /** Signs in and introduces itself, where the protocol has that; samples that come with it do not count. */
  open?(as: Identity): Promise<void>
  /** Sends the samples as one message, over the connection that stands if there is one. */
  send(samples: readonly Sample[], as: Identity): Promise<Answer>
  /** Sends a message that nobody can read, and tells what of it should stand in quarantine. */
  garble?(as: Identity): Promise<string>
  done(): Promise<void>
}

export const PROMISES = [
  'keeps a sample', // a value is acknowledged and kept
  'keeps a batch',
  'acknowledges after the disk',
  'refuses without a disk',
  'takes the right row beside a wrong one',
  'quarantines the unreadable',
  'quarantines unknown addresses',
  'keeps a repetition once',
  'turns strangers away',
  'holds to the allow-list of addresses',
  'keeps history off the live picture',
  'refuses a source that was switched off',
] as const
export type Promised = (typeof PROMISES)[number]

export interface Subject {
  /** How the source is configured; absent for protocols that name tags by our own codes. */
  connection?: Connection
  points?: SourcePoint[]
  /** Promises that the protocol cannot make, with the reason. */
  exempt?: Partial<Record<Promised, string>>
  /** `identity` is a source that the gate admits. Called before every test. */
  start(gate: Gate, identity: Identity): Promise<Line>
}

export const IDENTITY: Identity = { source: 'GW-1', credential: 'a-credential' }

export function driverSuite(name: string, subject: Subject): void {
  describe(`${name} driver`, () => {
    let gate: Gate
    let rows: number
    let live: { index: number; value: number }[]
    let write: () => Promise<void>
    let quarantined: QuarantineRecord[]
    let line: Line
    const now = () => Date.now()
    const send = (...samples: Sample[]) => line.send(samples, IDENTITY)
    const introduce = async () => {
      await line.open?.(IDENTITY)
      rows = 0
      live = []
      quarantined.length = 0
    }
    const promise = (promised: Promised, sentence: string, run: () => Promise<void>, { introduced = true } = {}) => {
      if (subject.exempt?.[promised]) return
      test(sentence, async () => {
        if (introduced) await introduce()
        await run()
      })
    }

    const define = (sources: { addresses?: string[] }[]) => {
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
        sources: sources.map((source) => ({
          code: IDENTITY.source,
          org: 'ln',
          protocol: subject.connection?.protocol ?? name,
          credentialDigest: createHash('sha256').update(IDENTITY.credential).digest('hex'),
          tagCodes: ['T1', 'T2'],
          connection: subject.connection,
          points: subject.points,
          ...source,
        })),
        alarms: [],
      })
      gate.defined()
    }

    beforeEach(async () => {
      rows = 0
      live = []
      write = async () => {}
      quarantined = []
      gate = new Gate({
        now: Date.now,
        journal: async (columns) => {
          await write()
          rows += columns.length
        },
        onLive: (index, value) => live.push({ index, value }),
        onQuarantine: (record) => quarantined.push(record),
      })
      define([{}])
      line = await subject.start(gate, IDENTITY)
    })
    afterEach(async () => {
      await line.done()
      await line.driver.close()
    })

    promise('keeps a sample', 'a sample is acknowledged, kept and shown', async () => {
      expect(await send({ tag: 'T1', time: now(), value: 20.5 })).toBe('acknowledged')
      expect(rows).toBe(1)
      expect(live).toEqual([{ index: 0, value: 20.5 }])
    })
    promise('keeps a batch', 'a batch is kept whole', async () => {
      const time = now()
      expect(await send({ tag: 'T1', time, value: 1 }, { tag: 'T2', time, value: 2 })).toBe('acknowledged')
      expect(rows).toBe(2)
    })
    promise('acknowledges after the disk', 'the acknowledgement waits for the disk', async () => {
      let flush = () => {}
      write = () =>
        new Promise((resolve) => {
          flush = resolve
        })
      let answered = false
      const answer = send({ tag: 'T1', time: now(), value: 20 }).then((how) => {
        answered = true
        return how
      })
      await expect.poll(() => gate.waitingRows, { timeout: 5000 }).toBe(1)
      await new Promise((resolve) => setTimeout(resolve, 50))
      expect(answered).toBe(false)
      flush()
      expect(await answer).toBe('acknowledged')
    })
    promise('refuses without a disk', 'what the disk did not take is not acknowledged', async () => {
      write = () => Promise.reject(new Error('no space left'))
      expect(await send({ tag: 'T1', time: now(), value: 20 })).toBe('refused')
    })
    promise(
      'takes the right row beside a wrong one',
      'a wrong row is counted and kept in quarantine, the right one beside it is taken',
      async () => {
        const time = now()
        expect(await send({ tag: 'T1', time, value: 500 }, { tag: 'T2', time, value: 5 })).toBe('acknowledged')
        expect(rows).toBe(1)
        expect(quarantined).toMatchObject([{ reason: 'out_of_range', tagCode: 'T1', sourceCode: IDENTITY.source }])
      },
    )
    promise('quarantines the unreadable', 'a message that cannot be read is counted and kept in quarantine', async () => {
      const payload = await line.garble!(IDENTITY)
      await expect.poll(() => quarantined, { timeout: 5000 }).toMatchObject([{ reason: 'malformed', payload }])
      expect(gate.traffic(IDENTITY.source).refused.get('malformed')).toBe(1)
      expect(rows).toBe(0)
    })
    promise(
      'quarantines unknown addresses',
      'a value under an unknown name goes to quarantine, the known one beside it is taken',
      async () => {
        const time = now()
        expect(await send({ tag: 'X9', time, value: 1 }, { tag: 'T2', time, value: 5 })).toBe('acknowledged')
        expect(rows).toBe(1)
        expect(quarantined).toMatchObject([{ reason: 'unknown_tag', sourceCode: IDENTITY.source }])
        expect(quarantined[0]!.tagCode).toBeTruthy()
      },
    )
    promise('keeps a repetition once', 'a message sent twice is kept once', async () => {
      const sample = { tag: 'T1', time: now(), value: 20 }
      await send(sample)
      await send(sample)
      expect(rows).toBe(1)
    })
    promise(
      'turns strangers away',
      'a stranger and a wrong credential are turned away, and the wrong credential is counted',
      async () => {
        const sample = { tag: 'T1', time: now(), value: 20 }
        expect(await line.send([sample], { ...IDENTITY, credential: 'guess' })).toBe('refused')
        expect(await line.send([sample], { ...IDENTITY, source: 'STRANGER' })).toBe('refused')
        expect(rows).toBe(0)
        expect(gate.traffic(IDENTITY.source).refused.get('not_admitted')).toBe(1)
      },
      { introduced: false },
    )
    promise(
      'holds to the allow-list of addresses',
      'a source is heard from its own networks only',
      async () => {
        define([{ addresses: ['192.0.2.0/24'] }])
        expect(await send({ tag: 'T1', time: now(), value: 20 })).toBe('refused')
        expect(rows).toBe(0)
        define([{ addresses: ['192.0.2.0/24', '127.0.0.0/8'] }])
        await introduce()
        expect(await send({ tag: 'T1', time: now(), value: 21 })).toBe('acknowledged')
        expect(rows).toBe(1)
      },
      { introduced: false },
    )
    promise(
      'keeps history off the live picture',
      'what comes late is kept, and changes neither the current value nor an alarm',
      async () => {
        const time = now()
        await send({ tag: 'T1', time, value: 20 })
        expect(await send({ tag: 'T1', time: time - 3_600_000, value: 99, historical: true })).toBe('acknowledged')
        expect(rows).toBe(2)
        expect(live).toEqual([{ index: 0, value: 20 }])
        expect(gate.current.values[0]).toBe(20)
        expect(gate.traffic(IDENTITY.source).historical).toBe(1)
      },
    )
    promise(
      'refuses a source that was switched off',
      'a source that is switched off meanwhile is refused at its next message',
      async () => {
        expect(await send({ tag: 'T1', time: now(), value: 20 })).toBe('acknowledged')
        define([])
        expect(await send({ tag: 'T1', time: now() + 1, value: 21 })).toBe('refused')
        expect(rows).toBe(1)
      },
    )
  })
}
