/** What a source may be told to be. */
import { expect, test } from 'vitest'
import type { SourceProtocol } from './contract.ts'
import { checkPoints, connectionFor } from './rules.ts'

const point = (address: string, tagCode = `T-${address}`) => ({ address, tagCode, scale: 1, offset: 0 })
const check = (protocol: SourceProtocol, ...points: ReturnType<typeof point>[]) =>
  checkPoints(protocol, points, new Set(points.map(({ tagCode }) => tagCode)))

test('a protocol that has to be told how to reach the device is not taken without that', () => {
  expect(connectionFor('modbus', undefined)).toMatchObject({ ok: false, code: 'sources.connection_missing' })
  expect(connectionFor('http', undefined)).toMatchObject({ ok: true, state: { protocol: 'http' } })
  expect(connectionFor('http', { protocol: 'mqtt' })).toMatchObject({ ok: false, code: 'sources.other_protocol' })
})
test('a source names the row in which an address or a tag stands twice', () => {
  expect(check('opcua', point('ns=1;s=A', 'A'), point('ns=1;s=A', 'B'))).toMatchObject({
    code: 'sources.double_address',
    params: { row: 2, field: 'points.1' },
  })
  expect(check('opcua', point('ns=1;s=A', 'A'), point('ns=1;s=B', 'A'))).toMatchObject({ code: 'sources.double_tag', params: { row: 2 } })
})
test.each([
  ['hj212', 'a34004-Rtd', 'a34004'],
  ['opcua', 'ns=2;s=Plant 1.TI-101', 'TI-101'],
  ['opcua', 'i=2258', 'ns=2'],
  ['modbus', 'holding:0:float32:big', 'holding:0:float'],
  ['modbus', 'coil:7:bool', 'coil:seven:bool'],
  ['modbus', 'input:40:int16', '30040'],
] as const)('%s takes %s and not %s', (protocol, right, wrong) => {
  expect(check(protocol, point(right))).toMatchObject({ ok: true })
  expect(check(protocol, point(right), point(wrong))).toMatchObject({ code: 'sources.address_form', params: { row: 2, address: wrong } })
})
test('a tag that nobody knows is named; a sender of our own codes has no points', () => {
  expect(checkPoints('file', [point('压力', 'X9')], new Set(['X1']))).toMatchObject({
    code: 'sources.unknown_tags',
    params: { codes: ['X9'] },
  })
  expect(check('mqtt', point('x'))).toMatchObject({ code: 'sources.no_points' })
})
