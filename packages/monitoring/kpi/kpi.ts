/**
 * The load of one operator position, by fixed rules: whole 600 s wall-clock buckets, empty ones included; activations only; drills and what rose set
 * aside left out; buckets of which nothing is known (nobody was listening) left out too and said, never counted as calm.
 */
import type { EpochMs, Severity } from '@anyuan/kernel'
import { FLOOD_ABOVE, floodEpisodes } from '../flood/flood.ts'
import type { AlarmMetrics, KpiDay, KpiFigure, KpiOccurrence, KpiReport } from './shapes.ts'
import { CHATTERS_AT, CHATTERS_WITHIN_SECONDS, FLEETING_SECONDS, figure, STALE_HOURS } from './targets.ts'

export const BUCKET_SECONDS = 600 // ISA-18.2-2016 §16: 10-minute windows
const BUCKET_MS = BUCKET_SECONDS * 1000
const DAY_MS = 86_400_000 // unit
const BEIJING_MS = 28_800_000 // unit: a day begins at midnight, UTC+8
const TOP = 10 // ISA-18.2-2016 §16: the ten most frequent

export interface KpiInput {
  /** Those raised in the window, and those raised before it that still stood in it. */
  occurrences: readonly KpiOccurrence[]
  from: EpochMs
  to: EpochMs
  /** Starts of the buckets in which the house was listening. Buckets with an activation are known anyway. */
  watched: ReadonlySet<EpochMs>
  /** Changes of settings or suppressions that nobody approved; null: not compared. */
  unauthorisedChanges: number | null
}

export const bucketOf = (at: EpochMs): EpochMs => Math.floor(at / BUCKET_MS) * BUCKET_MS
export const dayOf = (at: EpochMs): EpochMs => Math.floor((at + BEIJING_MS) / DAY_MS) * DAY_MS - BEIJING_MS

/** The figures of one position. The window shrinks to the whole buckets within it. */
export function kpiOf({ occurrences, from: wantedFrom, to: wantedTo, watched, unauthorisedChanges }: KpiInput): KpiReport {
  const from = Math.ceil(wantedFrom / BUCKET_MS) * BUCKET_MS
  const to = Math.max(from, bucketOf(wantedTo))
  const real = occurrences.filter((one) => !one.drill)
  const inWindow = real.filter((one) => one.raisedAt >= from && one.raisedAt < to)
  const counted = inWindow.filter((one) => one.announced).sort((a, b) => a.raisedAt - b.raisedAt)
  const perBucket = new Map<EpochMs, number>()
  for (let at = from; at < to; at += BUCKET_MS) if (watched.has(at)) perBucket.set(at, 0)
  for (const { raisedAt } of counted) perBucket.set(bucketOf(raisedAt), (perBucket.get(bucketOf(raisedAt)) ?? 0) + 1)

  const known = perBucket.size
  const activations = counted.length
  const mean = known === 0 ? null : activations / known
  const counts = [...perBucket.values()]
  const floods = floodEpisodes(
    counted.map((one) => one.raisedAt),
    to,
  )
  const floodMs = floods.reduce((sum, one) => sum + ((one.endedAt ?? to) - one.startedAt), 0)
  const byAlarm = countBy(counted)
  const topTen = byAlarm.slice(0, TOP).map((one) => ({ ...one, share: one.count / activations }))
  const chattering = chatteringOf(counted)
  const fleeting = countBy(counted.filter(isFleeting))
  const stale = staleOf(real, from, to)
  const days = daysOf(perBucket, stale, from, to)
  const priorities = ([1, 2, 3, 4] as const).map((severity) => ({
    severity,
    count: counted.filter((one) => one.severity === severity).length,
  }))
  const share = (severity: Severity) => (activations === 0 ? null : priorities[severity - 1]!.count / activations)
  const ofKnown = (value: number) => (known === 0 ? null : value)
  const figures: KpiFigure[] = [
    figure('per_ten_minutes', mean),
    figure('per_hour', mean === null ? null : (mean * 3_600_000) / BUCKET_MS), // unit
    figure('per_day', mean === null ? null : (mean * DAY_MS) / BUCKET_MS),
    figure('over_ten_share', known === 0 ? null : counts.filter((count) => count > FLOOD_ABOVE).length / known),
    figure('maximum', known === 0 ? null : Math.max(...counts)),
    figure('flood_share', known === 0 ? null : Math.min(1, floodMs / (known * BUCKET_MS))),
    figure('top_ten_share', activations === 0 ? null : topTen.reduce((sum, one) => sum + one.count, 0) / activations),
    figure('chattering', ofKnown(chattering.length)),
    figure('fleeting', ofKnown(fleeting.length)),
    figure('stale', known === 0 ? null : Math.max(0, ...days.map((day) => day.stale))),
    figure('priority_low', share(4)),
    figure('priority_medium', share(3)),
    figure('priority_high', share(2)),
    figure('priority_highest', share(1)),
    figure('unauthorised_changes', unauthorisedChanges),
  ]
  return {
    from,
    to,
    buckets: (to - from) / BUCKET_MS,
    watched: known,
    activations,
    late: counted.filter((one) => one.late).length,
    drills: occurrences.filter((one) => one.drill && one.raisedAt >= from && one.raisedAt < to).length,
    notAnnounced: inWindow.length - counted.length,
    figures,
    priorities,
    topTen,
    chattering,
    fleeting,
    stale,
    floods,
    days,
  }
}

/** How often each alarm rose, the most frequent first. */
function countBy(rows: readonly KpiOccurrence[]): { alarmNumber: number; count: number }[] {
  const counts = new Map<number, number>()
  for (const { alarmNumber } of rows) counts.set(alarmNumber, (counts.get(alarmNumber) ?? 0) + 1)
  return [...counts]
    .map(([alarmNumber, count]) => ({ alarmNumber, count }))
    .sort((a, b) => b.count - a.count || a.alarmNumber - b.alarmNumber)
}

/** Alarms that rose at least 3 times within 60 s, with the number of activations that were part of such a run. */
function chatteringOf(rows: readonly KpiOccurrence[]): { alarmNumber: number; count: number }[] {
  const rises = new Map<number, EpochMs[]>()
  for (const { alarmNumber, raisedAt } of rows) rises.set(alarmNumber, [...(rises.get(alarmNumber) ?? []), raisedAt])
  const found: { alarmNumber: number; count: number }[] = []
  for (const [alarmNumber, at] of rises) {
    const part = new Set<number>()
    for (let last = CHATTERS_AT - 1; last < at.length; last++) {
      const first = last - CHATTERS_AT + 1
      if (at[last]! - at[first]! > CHATTERS_WITHIN_SECONDS * 1000) continue
      for (let i = first; i <= last; i++) part.add(i)
    }
    if (part.size > 0) found.push({ alarmNumber, count: part.size })
  }
  return found.sort((a, b) => b.count - a.count || a.alarmNumber - b.alarmNumber)
}

const isFleeting = ({ raisedAt, returnedAt, acknowledgedAt }: KpiOccurrence): boolean =>
  returnedAt !== null && returnedAt - raisedAt < FLEETING_SECONDS * 1000 && (acknowledgedAt === null || acknowledgedAt >= returnedAt)

/** Alarms that stood for more than 24 h at some moment of the window; one that still stands is measured to the window's end. */
function staleOf(rows: readonly KpiOccurrence[], from: EpochMs, to: EpochMs): KpiReport['stale'] {
  return rows
    .filter(({ raisedAt, returnedAt }) => {
      const until = Math.min(returnedAt ?? to, to)
      return until - raisedAt > STALE_HOURS * 3_600_000 && until > from
    })
    .map(({ alarmNumber, raisedAt, returnedAt }) => ({
      alarmNumber,
      since: raisedAt,
      until: returnedAt !== null && returnedAt <= to ? returnedAt : null,
    }))
    .sort((a, b) => a.since - b.since || a.alarmNumber - b.alarmNumber)
}

function daysOf(perBucket: ReadonlyMap<EpochMs, number>, stale: KpiReport['stale'], from: EpochMs, to: EpochMs): KpiDay[] {
  const days: KpiDay[] = []
  for (let at = dayOf(from); at < to; at += DAY_MS) {
    const counts: number[] = []
    for (let bucket = at; bucket < at + DAY_MS; bucket += BUCKET_MS) {
      const count = perBucket.get(bucket)
      if (count !== undefined) counts.push(count)
    }
    const begin = Math.max(at, from)
    const end = Math.min(at + DAY_MS, to)
    const wasStale = stale.filter((one) => one.since + STALE_HOURS * 3_600_000 < end && (one.until ?? end) > begin)
    days.push({
      at,
      buckets: counts.length,
      activations: counts.reduce((sum, count) => sum + count, 0),
      maximum: counts.length === 0 ? null : Math.max(...counts),
      overTen: counts.filter((count) => count > FLOOD_ABOVE).length,
      stale: new Set(wasStale.map((one) => one.alarmNumber)).size,
    })
  }
  return days
}

/** The same window under the names of OPC UA (OPC 10000-9 §9.2 AlarmMetricsType). What still stands is measured to `to`. */
export function alarmMetricsOf(input: KpiInput): AlarmMetrics {
  const report = kpiOf(input)
  const rows = input.occurrences.filter((one) => !one.drill && one.raisedAt < report.to && (one.returnedAt ?? report.to) > report.from)
  const longest = (of: (one: KpiOccurrence) => number): number | null => (rows.length === 0 ? null : Math.max(...rows.map(of)))
  const value = (key: KpiFigure['key']) => report.figures.find((one) => one.key === key)?.value ?? null
  const last = report.to - BUCKET_MS
  const inLast = input.occurrences.filter((one) => !one.drill && one.announced && one.raisedAt >= last && one.raisedAt < report.to).length
  return {
    AlarmCount: report.activations,
    StartTime: report.from,
    MaximumActiveState: longest((one) => Math.min(one.returnedAt ?? report.to, report.to) - one.raisedAt),
    MaximumUnAck: longest((one) => Math.min(one.acknowledgedAt ?? report.to, report.to) - one.raisedAt),
    CurrentAlarmRate: report.buckets === 0 || (inLast === 0 && !input.watched.has(last)) ? null : inLast,
    MaximumAlarmRate: value('maximum'),
    MaximumReAlarmCount: rows.reduce((most, one) => Math.max(most, one.reannounced), 0),
    AverageAlarmRate: value('per_ten_minutes'),
  }
}
