/** Points pasted from a spreadsheet. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { merged, type PointDraft, pointsAsText, pointsIn, suggestedTag, wholePoints } from './points.ts'

test('columns copied from a spreadsheet are read, with or without a heading, scale and offset', () => {
  expect(pointsIn('地址\t位号\t系数\t偏移\nholding:0:uint16\tTI-101\t0.1\t-40\r\nholding:1:uint16\tPI-101\n\n')).toEqual({
    points: [
      { address: 'holding:0:uint16', tagCode: 'TI-101', scale: 0.1, offset: -40 },
      { address: 'holding:1:uint16', tagCode: 'PI-101', scale: 1, offset: 0 },
    ],
    problems: [],
  })
  expect(pointsIn('a34004-Rtd，PM25').points).toEqual([{ address: 'a34004-Rtd', tagCode: 'PM25', scale: 1, offset: 0 }])
})
test('an address of OPC UA keeps its semicolon where the columns are apart by tabs', () => {
  expect(pointsIn('ns=2;s=TI-101\tTI-101').points[0]).toMatchObject({ address: 'ns=2;s=TI-101', tagCode: 'TI-101' })
})
test('a line that is not whole is named with its number and left out', () => {
  expect(pointsIn('A-Rtd\tT1\nB-Rtd\nC-Rtd\tT3\tten\nD-Rtd\tT4\t0\nE-Rtd\tT5\t1\tx')).toMatchObject({
    points: [{ tagCode: 'T1' }],
    problems: [
      { line: 2, problem: 'columns' },
      { line: 3, problem: 'scale' },
      { line: 4, problem: 'scale' },
      { line: 5, problem: 'offset' },
    ],
  })
})
test('what the table gives to a spreadsheet comes back the same', () => {
  const word = fc.stringMatching(/^[A-Za-z0-9:=.-]{1,20}$/).filter((text) => !/^(address|node|factor)/i.test(text))
  const point = fc.record<PointDraft>({
    address: word,
    tagCode: word,
    scale: fc.double({ noNaN: true, noDefaultInfinity: true }).filter((scale) => scale !== 0),
    offset: fc.double({ noNaN: true, noDefaultInfinity: true }).map((offset) => offset + 0),
  })
  fc.assert(
    fc.property(fc.array(point, { maxLength: 20 }), (points) => {
      expect(pointsIn(pointsAsText(points)).points).toEqual(points.map((one) => ({ ...one, offset: one.offset === 0 ? 0 : one.offset })))
    }),
  )
})
test('pasting again replaces a point where it stands and adds the new ones after', () => {
  const point = (address: string, tagCode: string) => ({ address, tagCode, scale: 1, offset: 0 })
  expect(merged([point('a', 'A'), point('b', 'B')], [point('c', 'C'), point('a', 'A2')]).map((one) => one.tagCode)).toEqual([
    'A2',
    'B',
    'C',
  ])
})
test('a row that is not whole is not sent', () => {
  expect(
    wholePoints([
      { address: 'a', tagCode: 'A', scale: 1, offset: 0 },
      { address: 'b', tagCode: '', scale: null, offset: 0 },
    ]),
  ).toEqual({
    wrongRows: [1],
  })
})
test('a node suggests its own name as the code of the tag', () => {
  expect(suggestedTag('ns=2;s=Plant.TI-101', 'TI-101')).toBe('TI-101')
  expect(suggestedTag('ns=2;s=Plant.TI-101', '温度')).toBe('TI-101')
  expect(suggestedTag('i=85', '')).toBe('85')
})
