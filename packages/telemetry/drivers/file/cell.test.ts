/** Times, values and qualities as people write them into sheets. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UNREADABLE_QUALITY, UNREADABLE_VALUE } from '../../ingest/rows.ts'
import { qualityOfCell, timeOfCell, valueOfCell } from './cell.ts'

const BEIJING = 480
const NOON = Date.UTC(2026, 9, 3, 4, 0, 0)

describe('a time', () => {
  test.each([
    '2026-10-03 12:00:00',
    '2026-10-03 12:00',
    '2026-10-03T12:00:00.000',
    '2026/10/3 12:00:00',
    '2026年10月3日 12时0分0秒',
    ' 2026.10.03 12:00 ',
    '2026-10-03T04:00:00Z',
    '2026-10-03 12:00:00+08:00',
    '2026-10-03T06:00:00+02:00',
    String(NOON),
    NOON,
    new Date(Date.UTC(2026, 9, 3, 12)),
    46298.5,
  ])('%s is noon in Beijing', (cell) => expect(timeOfCell(cell, BEIJING)).toBe(NOON))
  test('of a day alone is its beginning', () => expect(timeOfCell('2026-10-03', BEIJING)).toBe(NOON - 12 * 3_600_000))
  test.each(['', 'yesterday', '2026-02-30 00:00', '2026-13-01', '2026-10-03 24:00', '2026-10-03 12:60', '12:00', '1', 0, true, null])(
    '%s is none',
    (cell) => expect(timeOfCell(cell, BEIJING)).toBeNaN(),
  )
  test('written without a zone comes back as the instant it was', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2099, 0) }),
        fc.integer({ min: -720, max: 840 }),
        (instant, offset) => {
          const wall = new Date(instant + offset * 60_000)
          expect(timeOfCell(wall.toISOString().slice(0, -1), offset)).toBe(instant)
          expect(timeOfCell(wall.toISOString().slice(0, -1).replace('T', ' '), offset)).toBe(instant)
          expect(timeOfCell(wall, offset)).toBe(instant)
        },
      ),
    )
  })
})

describe('a value', () => {
  test.each([
    ['12.5', 12.5],
    [' -3 ', -3],
    ['1e3', 1000],
    ['.5', 0.5],
    [7, 7],
    ['true', 1],
    [false, 0],
  ])('%s is a number', (cell, value) => expect(valueOfCell(cell)).toBe(value))
  test.each(['', '  ', null])('"%s" says that the device had none', (cell) => expect(valueOfCell(cell)).toBeNaN())
  test.each(['1,234.5', '12 kPa', '<5', '--', 'NaN', 'Infinity', '0x10', '#DIV/0!', new Date(0), Number.POSITIVE_INFINITY])(
    '%s is no number',
    (cell) => expect(valueOfCell(cell)).toBe(UNREADABLE_VALUE),
  )
  test('written as a text comes back', () => {
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => valueOfCell(String(value)) === value))
  })
})

test.each([
  ['', 0],
  [null, 0],
  ['正常', 0],
  ['Uncertain', 1],
  ['无效', 2],
  ['3', 3],
  ['outOfService', 4],
  ['fine', UNREADABLE_QUALITY],
  ['5', UNREADABLE_QUALITY],
])('the quality "%s" is %i', (cell, code) => expect(qualityOfCell(cell)).toBe(code))
