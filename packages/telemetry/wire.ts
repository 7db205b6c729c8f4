/** The shapes that cross the live WebSocket (实时推送). Written once; the pipeline sends them, the browser parses them. */
import { EpochMs } from '@anyuan/kernel'
import { AlarmEvent } from '@anyuan/monitoring/shapes'
import { z } from 'zod'

/** Browser → pipeline. The ticket is issued by the api and names the organisation paths that may be seen. */
export const LiveRequest = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), ticket: z.string() }),
  /** Replaces the former set. `all` means every tag within the ticket's scope. */
  z.object({ type: z.literal('watch'), tagNumbers: z.union([z.array(z.number().int()).max(20_000), z.literal('all')]) }),
])
export type LiveRequest = z.infer<typeof LiveRequest>

/** What the pipeline knows of the rest of the house (可信状态), so that a screen can say which facts are old. Ages in ms; null where all is well. */
export const HouseFacts = z.object({
  archiveAwayMs: z.number().nullable(),
  databaseAwayMs: z.number().nullable(),
  apiAwayMs: z.number().nullable(),
  journalBacklogBytes: z.number(),
  shedding: z
    .union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4)])
    .describe('0 nothing is given up … 4 new samples'),
  doorShut: z.boolean().describe('the journal volume is full: nothing new is kept'),
  clockSteppedMs: z.number().describe('by which the machine’s clock was stepped and is not followed'),
  silentSources: z.number().int().describe('sources that once spoke and of which every tag is silent'),
})
export type HouseFacts = z.infer<typeof HouseFacts>

/** Pipeline → browser. Values come in columns, at most 4 frames a second; alarm events at once. A heartbeat every 2 s carries the age of the data. */
export const LiveFrame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('welcome'), at: EpochMs, expiresAt: EpochMs }),
  z.object({
    type: z.literal('values'),
    at: EpochMs,
    tagNumbers: z.array(z.number()),
    times: z.array(z.number()),
    values: z.array(z.number().nullable()),
    qualities: z.array(z.number()),
  }),
  /** `where`: enough to show an alarm that no list has contained yet, while the api or its database is away. */
  z.object({
    type: z.literal('alarm'),
    event: AlarmEvent,
    where: z.object({ tagCode: z.string(), tagName: z.string(), org: z.string(), unit: z.string() }).optional(),
  }),
  z.object({ type: z.literal('heartbeat'), at: EpochMs, newestSampleAt: EpochMs.nullable(), house: HouseFacts.optional() }),
  z.object({ type: z.literal('refused'), code: z.string() }),
])
export type LiveFrame = z.infer<typeof LiveFrame>

/** Why a sample or message was refused (拒收原因). The same words are counted per source and kept in quarantine. */
export const RefusalReason = z.enum([
  'unknown_tag', // no such tag, or not on the source's allow-list
  'out_of_range',
  'clock_ahead', // device time more than 5 min in the future
  'too_old', // older than the raw retention
  'wrong_unit',
  'duplicate',
  'malformed',
  'overload', // the door is full; send again later
  'not_admitted', // wrong credential, an address that is not allowed, or a source that is switched off
])
export type RefusalReason = z.infer<typeof RefusalReason>
