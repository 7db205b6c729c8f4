/** Calendars made into hours. Beijing has one offset the year round, so that a day there is a plain span. */
import { type Instant, toEpochMs } from '@anyuan/kernel'
import type { Calendar, TimeWindow } from '../contract.ts'

const DAY_MS = 86_400_000 // unit
const BEIJING_MS = 8 * 3_600_000 // unit: UTC+8
type Hours = Pick<Calendar, 'weekly' | 'days' | 'except'>

/** The number of the Beijing day in which `at` lies; day 0 is 1970-01-01. */
const dayOf = (at: number): number => Math.floor((at + BEIJING_MS) / DAY_MS)
const startOf = (day: number): number => day * DAY_MS - BEIJING_MS
const dayOfDate = (date: string): number => toEpochMs(`${date}T00:00:00Z` as Instant) / DAY_MS
/** 1 is Monday; 1970-01-01 was a Thursday. */
const weekdayOf = (day: number): number => ((day + 3) % 7) + 1 // unit: days of a week
const millisecondsOf = (time: string): number => (Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))) * 60_000 // unit
const covers = (spans: readonly { from: string; to: string }[], day: number): boolean =>
  spans.some(({ from, to }) => dayOfDate(from) <= day && day <= dayOfDate(to))

/** The hours in which the calendar holds, from the day of `now` on for `days` days; merged, in order. */
export function expandCalendar(calendar: Hours, now: number, days: number): TimeWindow[] {
  const windows: TimeWindow[] = []
  const first = dayOf(now)
  for (let day = first - 1; day < first + days; day++) {
    if (covers(calendar.except, day)) continue // a night shift counts to the day it begins on
    if (covers(calendar.days, day)) windows.push({ from: startOf(day), to: startOf(day + 1) })
    for (const { days: weekdays, from, to } of calendar.weekly) {
      if (!weekdays.includes(weekdayOf(day))) continue
      const [begins, ends] = [millisecondsOf(from), millisecondsOf(to)]
      windows.push({ from: startOf(day) + begins, to: startOf(day) + ends + (ends <= begins ? DAY_MS : 0) })
    }
  }
  return merged(windows).filter(({ to }) => to > now)
}

export const calendarHolds = (windows: readonly TimeWindow[], at: number): boolean => windows.some(({ from, to }) => from <= at && at < to)

function merged(windows: TimeWindow[]): TimeWindow[] {
  const all: TimeWindow[] = []
  for (const window of windows.toSorted((a, b) => a.from - b.from)) {
    const last = all.at(-1)
    if (last && window.from <= last.to) last.to = Math.max(last.to, window.to)
    else all.push({ ...window })
  }
  return all
}
