/** A logger's connection without a socket: packets that never come, packets in any order, streams of anything. */
import { createHash } from 'node:crypto'
import { encodeFrame, type Message, writeSegment } from '@anyuan/codecs/hj212'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Gate, type QuarantineRecord } from '../../ingest/gate.ts'
import { Hj212Session } from './session.ts'

const T0 = Date.parse('2026-03-05T10:15:00+08:00')

function connection() {
  let now = T0
  let disk: Promise<void> = Promise.resolve()
  const taken: [tag: number, time: number, value: number][] = []
  const quarantined: QuarantineRecord[] = []
  const gate = new Gate({
    now: () => now,
    journal: async ({ length, tagNumbers, times, values }) => {
      for (let i = 0; i < length; i++) taken.push([tagNumbers[i]!, times[i]!, values[i]!])
      await disk
    },
    onLive: () => {},
    onQuarantine: (record) => quarantined.push(record),
  })
  gate.directory.define({
    tags: [1, 2, 3].map((number) => ({
      number,
      code: `T${number}`,
      org: 'ln',
      unit: '',
      rangeLow: 0,
      rangeHigh: 1000,
      expectedIntervalSeconds: 1,
    })),
    sources: [
      {
        code: 'LOGGER',
        org: 'ln',
        protocol: 'hj212',
        credentialDigest: createHash('sha256').update('123456').digest('hex'),
        tagCodes: ['T1', 'T2', 'T3'],
        connection: { protocol: 'hj212', deviceNumber: 'MN1', checksum: 'annex_a' },
        points: [1, 2, 3].map((i) => ({ address: `a0000${i}-Rtd`, tagCode: `T${i}`, scale: 1, offset: 0 })),
      },
    ],
    alarms: [],
  })
  gate.defined()
  const answers: string[] = []
  const ends: string[] = []
  const waiting: number[] = []
  const session = new Hj212Session({
    gate,
    sourceOfDevice: (mn) => (mn === 'MN1' ? gate.directory.sources.get('LOGGER') : undefined),
    admit: ({ definition }, pw) => gate.admit(definition.code, pw),
    now: () => now,
    write: (bytes) => answers.push(bytes.toString('latin1')),
    end: (reason) => ends.push(reason),
    onIntroduced: () => {},
    onWaiting: (count) => waiting.push(count),
  })
  return {
    session,
    gate,
    taken,
    quarantined,
    answers,
    ends,
    waiting,
    wait: (ms: number) => {
      now += ms
    },
    hold: () => {
      let release = () => {}
      disk = new Promise((resolve) => {
        release = resolve
      })
      return () => release()
    },
  }
}
const part = (number: number, count: number, parameters: string, qn = '20260305101500000') =>
  encodeFrame(`QN=${qn};ST=31;CN=2011;PW=123456;MN=MN1;Flag=7;PNUM=${count};PNO=${number};CP=&&${parameters}&&`)
const settled = () => new Promise((resolve) => setImmediate(resolve))

test('packets in any order are one message: all values, all of the time that the first packet carries, each packet answered', async () => {
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray([1, 2, 3], { minLength: 3 }), async (order) => {
      const { session, taken, answers } = connection()
      for (const number of order)
        session.hear(part(number, 3, `${number === 1 ? 'DataTime=20260305101400;' : ''}a0000${number}-Rtd=${number}`))
      await settled()
      expect(taken.sort(([a], [b]) => a - b)).toEqual([1, 2, 3].map((i) => [i, T0 - 60_000, i]))
      expect(answers).toHaveLength(3)
    }),
    { numRuns: 50 },
  )
})
test('a packet that never comes is counted after a minute, and those that waited for it are in quarantine', () => {
  const { session, gate, quarantined, wait } = connection()
  session.hear(part(2, 3, 'a00002-Rtd=2'))
  wait(59_000)
  session.tick()
  expect(quarantined).toEqual([])
  wait(1000)
  session.tick()
  expect(gate.traffic('LOGGER').gaps).toBe(2)
  expect(quarantined).toMatchObject([
    { reason: 'malformed', detail: '2 of 3 packets did not come', payload: expect.stringContaining('PNO=2') },
  ])
})
test('packets that make no sense, and more messages in pieces than anybody has under way, are refused', () => {
  const { session, quarantined } = connection()
  session.hear(part(5, 3, 'a00001-Rtd=1'))
  session.hear(part(0, 3, 'a00001-Rtd=1'))
  expect(quarantined).toHaveLength(2)
  for (let i = 0; i < 20; i++) session.hear(part(2, 3, 'a00002-Rtd=2', `202603051015000${String(i).padStart(2, '0')}`))
  expect(quarantined.length).toBe(2 + 20 - 8)
})
test('a message without any time is of the moment of its request; without that it has none', async () => {
  const { session, taken, quarantined } = connection()
  session.hear(encodeFrame('QN=20260305101430000;ST=31;CN=2011;PW=123456;MN=MN1;Flag=4;CP=&&a00001-Rtd=7&&'))
  session.hear(encodeFrame('ST=31;CN=2011;PW=123456;MN=MN1;CP=&&a00001-Rtd=7&&'))
  await settled()
  expect(taken).toEqual([[1, T0 - 30_000, 7]])
  expect(quarantined).toMatchObject([{ reason: 'malformed', detail: 'time' }])
})
test('how many messages wait for the disk is told, up and down', async () => {
  const { session, waiting, answers, hold } = connection()
  const release = hold()
  for (let i = 0; i < 3; i++) session.hear(encodeFrame(`QN=2026030510143${i}000;ST=31;CN=2011;PW=123456;MN=MN1;Flag=5;CP=&&a00001-Rtd=7&&`))
  expect([waiting, answers]).toEqual([[1, 2, 3], []])
  release()
  await settled()
  expect([waiting.at(-1), answers.length]).toEqual([0, 3])
})
test('after the end nothing is heard and nothing answered', () => {
  const { session, ends, taken } = connection()
  session.hear(
    Buffer.concat([
      encodeFrame('CN=2011;PW=1;MN=MN1;CP=&&&&'),
      encodeFrame('CN=2011;PW=123456;MN=MN1;CP=&&DataTime=20260305101400;a00001-Rtd=1&&'),
    ]),
  )
  expect([ends.length, taken]).toEqual([1, []])
})
test('whatever a sender with the password sends, the door stands', () => {
  const words = fc.constantFrom('2011', '2051', '2061', '9021', '9014', '1013', '3020', 'x')
  const text = fc.stringMatching(/^[A-Za-z0-9.:-]{0,20}$/)
  const message: fc.Arbitrary<Message> = fc.record({
    qn: fc.option(fc.oneof(text, fc.constant('20260305101500000')), { nil: null }),
    st: text,
    cn: words,
    pw: fc.constant('123456'),
    mn: fc.constant('MN1'),
    flag: fc.option(fc.record({ version: fc.nat(63), split: fc.boolean(), answer: fc.boolean() }), { nil: null }),
    packetCount: fc.option(fc.nat(4), { nil: null }),
    packetNumber: fc.option(fc.nat(4), { nil: null }),
    groups: fc.array(
      fc.array(fc.tuple(fc.constantFrom('DataTime', 'a00001-Rtd', 'a00001-Flag', 'zz-Rtd', 'a00002-SampleTime', '-', 'x'), text), {
        minLength: 1,
        maxLength: 3,
      }),
      {
        maxLength: 3,
      },
    ),
    others: fc.constant([]),
  })
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          message.map((one) => encodeFrame(writeSegment(one))),
          fc.uint8Array({ maxLength: 30 }),
        ),
        { maxLength: 5 },
      ),
      (pieces) => {
        const { session, wait } = connection()
        for (const piece of pieces) {
          session.hear(piece)
          wait(30_000)
          session.tick()
        }
      },
    ),
    { numRuns: 3000 },
  )
})
