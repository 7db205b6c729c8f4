/** Tag-hours of late data: told until taken, and told again where more came. */
import { expect, test } from 'vitest'
import { LateHours } from './late-hours.ts'

const HOUR = 3_600_000
const at = (hour: number, minute = 0) => hour * HOUR + minute * 60_000

test('many late samples of an hour are one tag-hour, told until it is taken', () => {
  const late = new LateHours()
  for (let minute = 0; minute < 60; minute++) late.note(7, at(100, minute))
  late.note(8, at(101))
  const first = late.answer(null)
  expect(first.hours).toEqual([
    { tagNumber: 7, hour: at(100) },
    { tagNumber: 8, hour: at(101) },
  ])
  expect(late.answer(null)).toEqual(first)
  expect(late.answer(first.batch)).toEqual({ batch: null, hours: [], dropped: 0 })
})
test('what came to an hour after it was told is told again', () => {
  const late = new LateHours()
  late.note(7, at(100))
  const { batch } = late.answer(null)
  late.note(7, at(100, 30))
  expect(late.answer(batch).hours).toEqual([{ tagNumber: 7, hour: at(100) }])
})
test('more than one answer holds comes in several, none twice and none missing', () => {
  const late = new LateHours()
  for (let tag = 0; tag < 1200; tag++) for (let hour = 0; hour < 10; hour++) late.note(tag, at(hour))
  const seen = new Set<string>()
  let count = 0
  for (let answer = late.answer(null); answer.batch !== null; answer = late.answer(answer.batch)) {
    count += answer.hours.length
    for (const { tagNumber, hour } of answer.hours) seen.add(`${tagNumber} ${hour}`)
  }
  expect([count, seen.size]).toEqual([12_000, 12_000])
})
