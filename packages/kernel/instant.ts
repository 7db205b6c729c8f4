/** Points in time. On the wire an instant is ISO 8601 in UTC; on the hot path it is milliseconds since 1970. Shown in Beijing time by the screen alone. */
import { z } from 'zod'

export const Instant = z.iso
  .datetime()
  .refine((text) => Date.parse(text) >= 0, 'before 1970')
  .brand<'Instant'>()
  .describe('UTC, ISO 8601')
export type Instant = z.infer<typeof Instant>

/** Milliseconds since 1970-01-01T00:00:00Z. */
export const EpochMs = z.number().int().min(0).max(8_640_000_000_000_000)
export type EpochMs = number

export const toInstant = (epochMs: number): Instant => new Date(epochMs).toISOString() as Instant
export const toEpochMs = (instant: Instant): number => Date.parse(instant)
export const secondsBetween = (from: Instant, to: Instant): number => (Date.parse(to) - Date.parse(from)) / 1000
export const minutesBetween = (from: Instant, to: Instant): number => secondsBetween(from, to) / 60
export const plusSeconds = (at: Instant, seconds: number): Instant => toInstant(Date.parse(at) + seconds * 1000)
