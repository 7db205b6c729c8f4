/** Calendars (日历): when a limit set holds. Weekly shifts and named days, in Beijing time. */
import { EpochMs, OrgPath } from '@anyuan/kernel'
import { z } from 'zod'
import { Code, Versioned } from './versions.ts'

export const Day = z.iso.date()
const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
export const CalendarFields = z.object({
  code: Code,
  org: OrgPath,
  name: z.string().trim().min(1).max(60),
  weekly: z
    .array(z.object({ days: z.array(z.number().int().min(1).max(7)).min(1).max(7), from: TimeOfDay, to: TimeOfDay }))
    .max(14)
    .describe('1 is Monday; `to` at or before `from` ends on the next day'),
  days: z
    .array(z.object({ from: Day, to: Day, name: z.string().max(60) }))
    .max(200)
    .describe('whole days, both ends included'),
  except: z
    .array(z.object({ from: Day, to: Day, name: z.string().max(60) }))
    .max(200)
    .describe('days that do not count'),
})
export const NewCalendar = CalendarFields.extend({ reason: z.string().trim().min(1).max(300) })
export type NewCalendar = z.infer<typeof NewCalendar>
export const Calendar = CalendarFields.extend(Versioned)
export type Calendar = z.infer<typeof Calendar>
export const TimeWindow = z.object({ from: EpochMs, to: EpochMs })
export type TimeWindow = z.infer<typeof TimeWindow>

const LINE = /^(\d{4}-\d{2}-\d{2})(?:\s*[,，;\t]\s*(\d{4}-\d{2}-\d{2}))?(?:\s*[,，;\t]\s*(.*))?$/
/**
 * Named days as people keep them, one a line: `2026-10-01, 2026-10-07, 国庆节` or `2026-05-01`.
 * @returns the days, and the numbers of the lines that say none.
 */
export function daysFromList(text: string): { days: NewCalendar['days']; unreadable: number[] } {
  const days: NewCalendar['days'] = []
  const unreadable: number[] = []
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue
    const [, from, to = from, name = ''] = LINE.exec(line.trim()) ?? []
    if (from && to && isDay(from) && isDay(to) && from <= to) days.push({ from, to, name: name.trim().slice(0, 60) })
    else unreadable.push(i + 1)
  }
  return { days, unreadable }
}
/** 2026-02-30 is written like a day and is none. */
const isDay = (date: string): boolean => {
  const [year, month, day] = date.split('-').map(Number)
  const lengths = [31, isLeap(year ?? 0) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  return day !== undefined && day >= 1 && day <= (lengths[(month ?? 0) - 1] ?? 0)
}
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
