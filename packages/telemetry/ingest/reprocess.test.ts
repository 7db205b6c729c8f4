/** Refused payloads, offered again after the cause was mended. */
import { expect, test } from 'vitest'
import type { SampleColumns } from '../journal/index.ts'
import { Gate, type QuarantineRecord } from './gate.ts'
import { reprocess } from './reprocess.ts'
import { messageOf, readRows } from './rows.ts'

const NOW = 1_795_000_000_000
function house() {
  const kept: SampleColumns[] = []
  const live: number[] = []
  const quarantined: QuarantineRecord[] = []
  let write: () => Promise<void> = async () => {}
  const gate = new Gate({
    now: () => NOW,
    journal: (columns) => {
      kept.push(columns)
      return write()
    },
    onLive: (_index, value) => live.push(value),
    onQuarantine: (record) => quarantined.push(record),
  })
  const define = (
    rangeHigh: number,
    codes: string[],
    protocol = 'mqtt',
    points: { address: string; tagCode: string; scale?: number }[] = [],
  ) => {
    gate.directory.define({
      tags: ['T1', 'T2'].map((code, i) => ({
        number: i + 1,
        code,
        org: 'ln',
        unit: 'kPa',
        rangeLow: 0,
        rangeHigh,
        expectedIntervalSeconds: 5,
      })),
      sources:
        codes.length === 0
          ? []
          : [
              {
                code: 'GW',
                org: 'ln',
                protocol,
                credentialDigest: '',
                tagCodes: codes,
                points: points.map((point) => ({ scale: 1, offset: 0, ...point })),
              },
            ],
      alarms: [],
    })
    gate.defined()
  }
  const send = (message: unknown) => {
    const body = JSON.stringify(message)
    const rows = readRows(body)
    if ('malformed' in rows) throw new Error(rows.malformed)
    return gate.offer({ code: 'GW' }, rows, () => body)
  }
  const again = () =>
    reprocess(
      gate,
      {},
      quarantined.map((record, id) => ({ id, ...record })),
    )
  return {
    gate,
    kept,
    live,
    quarantined,
    define,
    send,
    again,
    breakDisk: () => {
      write = () => Promise.reject(new Error('no space left'))
    },
  }
}
const t1 = (value: number, ms = 0) => ({ tag: 'T1', time: NOW - 1000 + ms, value })

test('after the range was widened the value is archived as late data, and raises no live alarm', async () => {
  const h = house()
  h.define(100, ['T1'])
  h.send([t1(20), t1(500, 1), { tag: 'T2', time: NOW, value: 1 }])
  h.live.length = 0
  h.define(1000, ['T1'])
  expect(await h.again()).toEqual([
    { id: 0, accepted: 1, refused: [] },
    { id: 1, accepted: 0, refused: [{ reason: 'unknown_tag', detail: null }] },
  ])
  expect(h.kept.at(-1)).toMatchObject({ length: 1 })
  expect([h.kept.at(-1)!.values[0], h.kept.at(-1)!.historical[0]]).toEqual([500, 1])
  expect(h.live).toEqual([])
})
test('a second turn finds the sample there and changes nothing', async () => {
  const h = house()
  h.define(100, ['T1'])
  h.send(t1(500))
  h.define(1000, ['T1'])
  expect(await h.again()).toMatchObject([{ accepted: 1, refused: [] }])
  expect(await h.again()).toMatchObject([{ accepted: 0, refused: [] }])
  expect(h.kept.length).toBe(1)
})
test('what is refused again is neither counted nor quarantined a second time', async () => {
  const h = house()
  h.define(100, ['T1'])
  h.send(t1(500))
  expect(await h.again()).toMatchObject([{ accepted: 0, refused: [{ reason: 'out_of_range', detail: '500 not in 0…100 kPa' }] }])
  expect([h.quarantined.length, h.gate.traffic('GW').refused.get('out_of_range')]).toEqual([1, 1])
})
test('an address that was given a tag since is taken under that tag', async () => {
  const h = house()
  h.define(100, ['T1'], 'modbus', [{ address: 'holding:0:uint16', tagCode: 'T1' }])
  h.send({ tag: 'holding:1:uint16', time: NOW, value: 7 })
  h.define(100, ['T1', 'T2'], 'modbus', [
    { address: 'holding:0:uint16', tagCode: 'T1' },
    { address: 'holding:1:uint16', tagCode: 'T2', scale: 2 },
  ])
  expect(await h.again()).toEqual([{ id: 0, accepted: 1, refused: [] }])
  expect([h.kept.at(-1)!.tagNumbers[0], h.kept.at(-1)!.values[0]]).toEqual([2, 14])
})
test('nothing is given up as taken that did not reach the disk, or whose source is gone', async () => {
  const h = house()
  h.define(100, ['T1'])
  h.send(t1(500))
  h.define(1000, ['T1'])
  h.breakDisk()
  expect(await h.again()).toMatchObject([{ accepted: 0, refused: [{ reason: 'overload' }] }])
  h.define(1000, [])
  expect(await h.again()).toMatchObject([{ refused: [{ reason: 'not_admitted' }] }])
})
test('a row of a protocol of bytes is kept as our own message, and read again as the same', () => {
  const rows = readRows(
    JSON.stringify([
      { tag: 'T1', time: NOW, value: 1.5, quality: 'uncertain', unit: 'kPa', historical: true },
      { tag: 'T2', time: 'never', value: 'x' },
    ]),
  )
  if ('malformed' in rows) throw new Error(rows.malformed)
  expect(readRows(messageOf(rows, 0))).toEqual({
    ...rows,
    tags: ['T1'],
    times: rows.times.slice(0, 1),
    values: rows.values.slice(0, 1),
    qualities: rows.qualities.slice(0, 1),
    units: ['kPa'],
    historical: Uint8Array.of(1),
  })
  expect(readRows(messageOf(rows, 1))).toMatchObject({ times: Float64Array.of(Number.NaN), values: rows.values.slice(1) })
})
test('a message that cannot be read says so again', async () => {
  const h = house()
  h.define(100, ['T1'])
  h.gate.refuseMessage({ code: 'GW' }, 'malformed', 'not JSON', '{"tag":')
  expect(await h.again()).toMatchObject([{ refused: [{ reason: 'malformed', detail: 'not JSON' }] }])
})
