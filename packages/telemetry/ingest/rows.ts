/**
 * What a sender may write (报文): one sample, an array of samples, or columns. Read by hand instead of by schema, because this runs for every point;
 * docs/INGEST.md describes it for senders. A message that cannot be read at all is one refusal; a row that cannot be read is refused alone.
 */
import { QUALITY_NAMES } from '@anyuan/kernel'

/** Rows as read, not yet checked: `times` in epoch ms (NaN: unreadable), `values` NaN for null, `qualities` a code (255: unreadable). */
export interface Rows {
  tags: string[]
  times: Float64Array
  values: Float64Array
  qualities: Uint8Array
  /** Units given by the sender; null where none was. */
  units: (string | null)[] | null
  /** 1 where the sender itself says that the sample comes from its store (补传): archived, never shown or judged as live. */
  historical?: Uint8Array
}

export const UNREADABLE_QUALITY = 255
/** Marks a value that is neither number, boolean nor null. It cannot come from JSON. */
export const UNREADABLE_VALUE = Number.POSITIVE_INFINITY
export const MOST_ROWS = 100_000 // default, not from a standard

const QUALITY_CODES = new Map<unknown, number>([
  ...QUALITY_NAMES.map((name, code) => [name, code] as const),
  ...QUALITY_NAMES.map((_, code) => [code, code] as const),
])

/** @returns the rows, or why the message cannot be read. */
export function readRows(body: string): Rows | { malformed: string } {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return { malformed: 'not JSON' }
  }
  if (Array.isArray(parsed)) return fromObjects(parsed)
  if (typeof parsed !== 'object' || parsed === null) return { malformed: 'neither object nor array' }
  return 'tags' in parsed ? fromColumns(parsed as Record<string, unknown>) : fromObjects([parsed])
}

/** One row as our own message: what a protocol of bytes leaves in quarantine, so that a person can read it and the gate can be offered it again. */
export function messageOf({ tags, times, values, qualities, units, historical }: Rows, index: number): string {
  const value = values[index]!
  return JSON.stringify({
    tag: tags[index],
    time: Number.isFinite(times[index]) ? times[index] : 'unreadable',
    value: value === UNREADABLE_VALUE ? 'unreadable' : Number.isFinite(value) ? value : null,
    quality: QUALITY_NAMES[qualities[index]!] ?? 'unreadable',
    ...(units?.[index] == null ? {} : { unit: units[index] }),
    ...(historical?.[index] === 1 ? { historical: true } : {}),
  })
}

function emptyRows(length: number): Rows {
  return {
    tags: new Array<string>(length),
    times: new Float64Array(length),
    values: new Float64Array(length),
    qualities: new Uint8Array(length),
    units: null,
  }
}

function fromObjects(samples: readonly unknown[]): Rows | { malformed: string } {
  if (samples.length > MOST_ROWS) return { malformed: `more than ${MOST_ROWS} samples` }
  const rows = emptyRows(samples.length)
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] as {
      tag?: unknown
      time?: unknown
      value?: unknown
      quality?: unknown
      unit?: unknown
      historical?: unknown
    } | null
    if (typeof sample !== 'object' || sample === null || typeof sample.tag !== 'string') return { malformed: `sample ${i} has no tag` }
    rows.tags[i] = sample.tag
    rows.times[i] = timeOf(sample.time)
    rows.values[i] = numberOf(sample.value)
    rows.qualities[i] = qualityOf(sample.quality)
    if (typeof sample.unit === 'string') {
      rows.units ??= new Array<string | null>(samples.length).fill(null)
      rows.units[i] = sample.unit
    }
    if (sample.historical === true) {
      rows.historical ??= new Uint8Array(samples.length)
      rows.historical[i] = 1
    }
  }
  return rows
}

function fromColumns({ tags, times, values, qualities, units, historical }: Record<string, unknown>): Rows | { malformed: string } {
  if (!Array.isArray(tags)) return { malformed: 'tags is not an array' }
  if (!Array.isArray(values) || values.length !== tags.length) return { malformed: 'values has another length than tags' }
  const oneTime = !Array.isArray(times)
  if (!oneTime && times.length !== tags.length) return { malformed: 'times has another length than tags' }
  if (qualities !== undefined && (!Array.isArray(qualities) || qualities.length !== tags.length))
    return { malformed: 'qualities has another length than tags' }
  if (units !== undefined && (!Array.isArray(units) || units.length !== tags.length))
    return { malformed: 'units has another length than tags' }
  if (tags.length > MOST_ROWS) return { malformed: `more than ${MOST_ROWS} samples` }
  const rows = emptyRows(tags.length)
  const sharedTime = oneTime ? timeOf(times) : 0
  for (let i = 0; i < tags.length; i++) {
    const tag: unknown = tags[i]
    if (typeof tag !== 'string') return { malformed: `tags[${i}] is not a text` }
    rows.tags[i] = tag
    const value: unknown = values[i]
    rows.values[i] = typeof value === 'number' ? value : numberOf(value)
    rows.times[i] = oneTime ? sharedTime : timeOf(times[i])
  }
  if (qualities) for (let i = 0; i < tags.length; i++) rows.qualities[i] = qualityOf((qualities as unknown[])[i])
  if (historical === true) rows.historical = new Uint8Array(tags.length).fill(1)
  if (units) rows.units = (units as unknown[]).map((unit) => (typeof unit === 'string' ? unit : null))
  return rows
}

function timeOf(time: unknown): number {
  if (typeof time === 'number') return Number.isSafeInteger(time) && time >= 0 ? time : Number.NaN
  // only ISO 8601 with a zone; Date.parse alone would also take "1" or a local time
  return typeof time === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(time)
    ? Math.trunc(Date.parse(time))
    : Number.NaN
}

function numberOf(value: unknown): number {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  return value === null ? Number.NaN : UNREADABLE_VALUE
}

const qualityOf = (given: unknown): number => (given === undefined || given === null ? 0 : (QUALITY_CODES.get(given) ?? UNREADABLE_QUALITY))
