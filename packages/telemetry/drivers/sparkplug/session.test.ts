/** The session of an edge node: every order in which births, deaths and data can come. */
import { DATATYPES, type Metric, type Payload } from '@anyuan/codecs/sparkplug'
import { quality } from '@anyuan/kernel'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ASK_AFTER_DEATH_MS, DEVICE_BIRTH_MS, NodeSession, OVERTAKEN_MS, REBIRTH_INTERVAL_MS } from './session.ts'

const T0 = 1_795_000_000_000
const double = (name: string, value: number, more: Metric = {}): Metric => ({ name, datatype: DATATYPES.Double, double: value, ...more })
const bdSeq = (value: number): Metric => ({ name: 'bdSeq', datatype: DATATYPES.UInt64, long: BigInt(value) })
const payload = (seq: number | null, ...metrics: Metric[]): Payload => ({
  timestamp: BigInt(T0),
  metrics,
  ...(seq === null ? {} : { seq: BigInt(seq) }),
})

/** A session with the births of one node `{ t }` and one device `D { p }`, at T0. */
function born(bd = 0) {
  const session = new NodeSession()
  session.hear('NBIRTH', null, payload(0, bdSeq(bd), double('t', 20, { alias: 1n }), { name: 'Node Control/Rebirth', boolean: false }), T0)
  session.hear('DBIRTH', 'D', payload(1, double('p', 3, { alias: 2n })), T0)
  return session
}

describe('a node', () => {
  test('that was born has values under the addresses of its points, and is asked for nothing', () => {
    const session = new NodeSession()
    expect(session.hear('NBIRTH', null, payload(0, bdSeq(0), double('t', 20)), T0).samples).toEqual([
      { address: 't', time: T0, value: 20, quality: quality.good, historical: false },
    ])
    expect(session.hear('DBIRTH', 'D', payload(1, double('p', 3)), T0).samples).toMatchObject([{ address: 'D/p', value: 3 }])
    expect(session.takeAsk(T0 + 3_600_000)).toBe(false)
  })
  test('sends by alias, with the datatype and under the name of its birth', () => {
    const session = new NodeSession()
    session.hear('NBIRTH', null, payload(255, bdSeq(0), { name: 'n', alias: 7n, datatype: DATATYPES.Int8, int: 1 }), T0)
    const heard = session.hear('NDATA', null, payload(0, { alias: 7n, int: 0xff, timestamp: BigInt(T0 + 5) }), T0 + 9)
    expect(heard).toMatchObject({ gaps: 0, unnamed: 0, samples: [{ address: 'n', value: -1, time: T0 + 5 }] })
  })
  test('says itself what is historical and what is no value', () => {
    const session = born()
    const heard = session.hear('NDATA', null, payload(2, double('t', 9, { isHistorical: true }), { name: 't', isNull: true }), T0)
    expect(heard.samples).toMatchObject([
      { historical: true, value: 9 },
      { historical: false, value: Number.NaN, quality: quality.bad },
    ])
  })
  test('of which a message is missing is asked for its birth; what came is taken', () => {
    const session = born()
    expect(session.hear('NDATA', null, payload(2, double('t', 1)), T0).gaps).toBe(0)
    const heard = session.hear('NDATA', null, payload(5, double('t', 2)), T0)
    expect(heard).toMatchObject({ gaps: 1, samples: [{ value: 2 }] })
    expect(session.takeAsk(T0)).toBe(true)
    expect(session.hear('NDATA', null, payload(6, double('t', 3)), T0).gaps).toBe(0)
    expect(session.takeAsk(T0 + 1)).toBe(false)
  })
  test('is not asked again before its interval is over, and then again if it did not answer', () => {
    const session = new NodeSession()
    const data = (at: number) => session.hear('NDATA', null, payload(9, { alias: 1n, double: 1 }), at)
    expect(data(T0).unnamed).toBe(1)
    expect(session.takeAsk(T0)).toBe(true)
    data(T0 + 1)
    expect(session.takeAsk(T0 + REBIRTH_INTERVAL_MS - 1)).toBe(false)
    expect(session.takeAsk(T0 + REBIRTH_INTERVAL_MS)).toBe(true)
  })
  test('whose birth was missed is believed where it names itself', () => {
    const heard = new NodeSession().hear('NDATA', null, payload(9, double('t', 4)), T0)
    expect(heard).toMatchObject({ samples: [{ address: 't', value: 4 }], unnamed: 0 })
  })
  test('that died is dead with all its devices; the death of an earlier session is not its own', () => {
    const session = born(1)
    expect(session.hear('NDEATH', null, payload(null, bdSeq(0)), T0)).toMatchObject({ dead: null, ignored: expect.any(String) })
    expect(session.state).toBe('online')
    expect(session.hear('NDEATH', null, payload(null, bdSeq(1)), T0).dead).toEqual({ deviceId: null })
    expect(session.state).toBe('dead')
    expect(session.hear('NDATA', null, payload(2, double('t', 1)), T0).samples).toEqual([])
  })
  test('whose death says nothing of a session is dead', () => {
    expect(born(1).hear('NDEATH', null, payload(null), T0).dead).toEqual({ deviceId: null })
  })
  test('whose birth was overtaken by its death is left aside, and asked whether it lives', () => {
    const session = born(3)
    session.hear('NDEATH', null, payload(null, bdSeq(3)), T0)
    expect(session.hear('NBIRTH', null, payload(0, bdSeq(3), double('t', 1)), T0 + OVERTAKEN_MS)).toMatchObject({
      samples: [],
      ignored: expect.any(String),
    })
    expect(session.state).toBe('dead')
    expect(session.takeAsk(T0 + ASK_AFTER_DEATH_MS - 1)).toBe(false)
    expect(session.takeAsk(T0 + ASK_AFTER_DEATH_MS)).toBe(true)
    session.hear('NBIRTH', null, payload(0, bdSeq(3), double('t', 1)), T0 + ASK_AFTER_DEATH_MS + 5)
    expect(session.state).toBe('online')
  })
  test('that begins a new session at once is taken at once', () => {
    const session = born(3)
    session.hear('NDEATH', null, payload(null, bdSeq(3)), T0)
    expect(session.hear('NBIRTH', null, payload(0, bdSeq(4), double('t', 1)), T0 + 1).samples).toHaveLength(1)
    expect(session.takeAsk(T0 + ASK_AFTER_DEATH_MS)).toBe(false)
  })
  test('declared dead by the late will of its former connection, with the same number, is found alive', () => {
    const session = born(0)
    session.hear('NBIRTH', null, payload(0, bdSeq(0), double('t', 1)), T0 + 100)
    session.hear('NDEATH', null, payload(null, bdSeq(0)), T0 + 150)
    expect(session.takeAsk(T0 + 150 + ASK_AFTER_DEATH_MS)).toBe(true)
  })
})

describe('a device', () => {
  test('dies alone; data after that ask for its birth', () => {
    const session = born()
    expect(session.hear('DDEATH', 'D', payload(2), T0)).toMatchObject({ dead: { deviceId: 'D' }, gaps: 0 })
    expect([...session.metricsOf('D')]).toEqual(['p'])
    session.hear('DDATA', 'D', payload(3, { alias: 2n, double: 1 }), T0)
    expect(session.takeAsk(T0)).toBe(true)
    expect(session.state).toBe('online')
  })
  test('that its node’s new birth is not followed by is dead after a while', () => {
    const session = born()
    session.hear('NBIRTH', null, payload(0, bdSeq(0), double('t', 1)), T0)
    expect(session.takeDeadDevices(T0 + DEVICE_BIRTH_MS - 1)).toEqual([])
    expect(session.takeDeadDevices(T0 + DEVICE_BIRTH_MS)).toEqual(['D'])
    expect(session.takeDeadDevices(T0 + DEVICE_BIRTH_MS)).toEqual([])
  })
  test('that is born again in time is not', () => {
    const session = born()
    session.hear('NBIRTH', null, payload(0, bdSeq(0), double('t', 1)), T0)
    session.hear('DBIRTH', 'D', payload(1, double('p', 1)), T0 + 10)
    expect(session.takeDeadDevices(T0 + DEVICE_BIRTH_MS)).toEqual([])
  })
})

test('whatever the order of messages: a dead node gives no values, a gap or an unknown name is always followed by a question, births answer it', () => {
  const message = fc.record({
    type: fc.constantFrom('NBIRTH', 'NDEATH', 'DBIRTH', 'DDEATH', 'NDATA', 'DDATA' as const),
    seq: fc.integer({ min: 0, max: 3 }),
    bd: fc.integer({ min: 0, max: 1 }),
    named: fc.boolean(),
    waitMs: fc.constantFrom(0, 1, 100, 300, 3000, 12_000),
  })
  fc.assert(
    fc.property(fc.array(message, { maxLength: 20 }), (messages) => {
      const session = new NodeSession()
      let now = T0
      let owed = false
      for (const { type, seq, bd, named, waitMs } of messages) {
        now += waitMs
        const device = type.startsWith('D') ? 'D' : null
        const metric: Metric = named ? double('m', 1, { alias: 1n }) : { alias: 1n, double: 1 }
        const metrics = type.endsWith('BIRTH') || type === 'NDEATH' ? [bdSeq(bd), double('m', 1, { alias: 1n })] : [metric]
        const before = session.state
        const heard = session.hear(type, device, payload(type === 'NDEATH' ? null : seq, ...metrics), now)
        if (before === 'dead' && type !== 'NBIRTH') expect(heard.samples).toEqual([])
        if (type === 'NBIRTH' && heard.ignored === null) {
          expect(session.state).toBe('online')
          owed = false
        }
        if (heard.gaps > 0 || heard.unnamed > 0 || (type === 'NBIRTH' && heard.ignored !== null)) owed = true
        if (session.takeAsk(now)) owed = false
      }
      if (owed) expect(session.takeAsk(now + REBIRTH_INTERVAL_MS)).toBe(true)
    }),
    { numRuns: 20_000 },
  )
})
