/** What an edge agent (边缘采集代理) and the park say to each other, and what the park shows of it. docs/adr has the reasons. */
import { EpochMs } from '@anyuan/kernel'
import { z } from 'zod'

/** Rows of one batch. */
export const MOST_BATCH_ROWS = 50_000 // default, not from a standard
/** Ranges that the park keeps apart; beyond it the agent has to fill its gaps before it opens a new one. */
export const MOST_RANGES = 1000 // default, not from a standard

/** Number of a row in its spool: the first row of an epoch is 0. */
const Sequence = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const Count = z.number().int().min(0)
const Digest = z.string().length(43)

/** The agent's side of one UTC hour of device time: rows accepted into the spool, those lost before they were sent, digest of the others. */
export const HourReport = z.object({ hour: EpochMs, rows: Count, lost: Count, digest: Digest })
export type HourReport = z.infer<typeof HourReport>

/** How the agent fares, for the sources page. */
export const AgentReport = z.object({
  version: z.string().max(40),
  startedAt: EpochMs,
  spool: z.object({
    bytes: Count,
    limitBytes: Count,
    limitHours: z.number(),
    /** Hours until the spool is full, at the rate that the tags are expected to come at; null: no tag is known yet. */
    lastsHours: z.number().nullable(),
  }),
  waiting: z.object({ rows: Count, oldestAt: EpochMs.nullable() }),
  /** Rows that had to be dropped unsent since the spool was made. */
  droppedRows: Count,
  /** Rows left out by exception reporting since the start. */
  thinnedRows: Count,
  /** Rows and messages that the agent itself refused since the start, by reason. */
  refused: z.record(z.string().max(40), Count),
  /** Agent's clock minus park's clock, round trip halved; null until measured. */
  clockOffsetMs: z.number().nullable(),
  roundTripMs: z.number().nullable(),
  devices: z
    .array(
      z.object({
        code: z.string().max(64),
        protocol: z.string().max(20),
        state: z.string().max(20),
        detail: z.string().max(300).nullable(),
      }),
    )
    .max(500),
})
export type AgentReport = z.infer<typeof AgentReport>

/** A message or row that the agent refused, as it goes to the park's quarantine. */
export const AgentRefusal = z.object({ reason: z.string().max(40), detail: z.string().max(300), payload: z.string().max(2048) })
export type AgentRefusal = z.infer<typeof AgentRefusal>

/** live: at once, judged. backlog (补传): what could not go at once, never judged as live. repair: a whole hour again, because the digests differ. */
export const Lane = z.enum(['live', 'backlog', 'repair'])
export type Lane = z.infer<typeof Lane>

/** Stands before the columns of a batch; a batch without rows is a sign of life. */
export const BatchHeader = z.object({
  version: z.literal(1),
  /** Identity of the spool: a new disk is a new epoch, and its numbers begin again. */
  epoch: z.uuid(),
  lane: Lane,
  from: Sequence,
  rows: z.number().int().min(0).max(MOST_BATCH_ROWS),
  /** The row column of tags is an index into this list. */
  tags: z.array(z.string().min(1).max(64)).max(MOST_BATCH_ROWS),
  /** The oldest number that the spool still holds. */
  start: Sequence,
  /** Hours that changed after `since`, counting every row before `asOf`. `since` 0 names all of them. */
  hours: z.object({ run: z.uuid(), since: Count, revision: Count, asOf: Sequence, changed: z.array(HourReport).max(5000) }).nullable(),
  /** `whole`: the spool still held every row of the hour. */
  repair: z.object({ id: z.uuid(), hour: EpochMs, part: Count, last: z.boolean(), whole: z.boolean() }).nullable(),
  sentAt: EpochMs,
  agent: AgentReport.nullable(),
  refusals: z.array(AgentRefusal).max(20),
})
export type BatchHeader = z.infer<typeof BatchHeader>

/** Comes when the rows are durable and the park's own position is. */
export const BatchAnswer = z.object({
  /** Every row before it is with the park, or can never come any more. */
  acknowledgedUpTo: Sequence,
  /** What the park has, at most 1000 ranges: all between them is asked for. */
  taken: z.array(z.tuple([Sequence, Sequence])),
  /** The run and revision of the hours that the park knows. */
  hours: z.object({ run: z.uuid(), revision: Count }).nullable(),
  /** Hours whose digests differ: please send them again. */
  wanted: z.array(EpochMs),
  receivedAt: EpochMs,
  answeredAt: EpochMs,
  accepted: Count,
  refused: Count,
})
export type BatchAnswer = z.infer<typeof BatchAnswer>

/** The tags that an agent may send, from `GET /edge/v1/tags`. */
export const EdgeTag = z.object({
  number: z.number().int().min(1),
  code: z.string(),
  unit: z.string(),
  expectedIntervalSeconds: z.number().positive(),
  /** Kind of the tag as the asset register names it; absent: not known to the park's pipeline. */
  kind: z.string().optional(),
})
export type EdgeTag = z.infer<typeof EdgeTag>
export const EdgeTags = z.object({ sourceCode: z.string(), tags: z.array(EdgeTag) })
export type EdgeTags = z.infer<typeof EdgeTags>

/** open: nothing is known to be missing, and the two sides have not compared yet. complete: all rows came at once. repaired: all are here, some only afterwards. incomplete: some are still to come. lost: some can never come. */
export const HourState = z.enum(['open', 'complete', 'repaired', 'incomplete', 'lost'])
export type HourState = z.infer<typeof HourState>

/** Both sides of one hour, in rows: rows = received + missing; received = accepted + duplicates + all refused. */
export const CompletenessHour = z.object({
  hour: EpochMs,
  state: HourState,
  rows: Count,
  received: Count,
  accepted: Count,
  duplicates: Count,
  refused: z.record(z.string(), Count),
  /** Not here: still to come, or lost. */
  missing: Count,
  /** Came by backlog or repair. */
  late: Count,
  digest: Digest,
  agentDigest: Digest.nullable(),
})
export type CompletenessHour = z.infer<typeof CompletenessHour>

/** One spool of one source as the park knows it; the newest first. */
export const EdgeStream = z.object({
  epoch: z.uuid(),
  firstHeardAt: EpochMs,
  lastHeardAt: EpochMs,
  acknowledgedUpTo: Sequence,
  gaps: Count,
  missingRows: Count,
  report: AgentReport.nullable(),
  hours: z.array(CompletenessHour),
})
export type EdgeStream = z.infer<typeof EdgeStream>
export const EdgeCompleteness = z.object({ sourceCode: z.string(), streams: z.array(EdgeStream) })
export type EdgeCompleteness = z.infer<typeof EdgeCompleteness>
