/** A source: who sends, under which code, by which protocol, and how it goes. */
import { EpochMs, Instant, OrgPath, PageQuery, pageOf } from '@anyuan/kernel'
import { CollectorStatus } from '@anyuan/telemetry/connection'
import { EdgeStream } from '@anyuan/telemetry/edge/contract'
import { RefusalReason } from '@anyuan/telemetry/wire'
import { z } from 'zod'
import { ConnectionDraft, Networks, Points, ShownConnection, SourceProtocol } from './connection.ts'
import { OpenProvision } from './provision.ts'

const code = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{1,63}$/)
const name = z.string().trim().min(1).max(120)
/** PW of HJ 212: what the data logger already has. HJ 212-2017 gives it 6 characters; loggers in the field take other lengths too. */
const accessPassword = z.string().regex(/^[A-Za-z0-9]{4,16}$/)

export const NewSource = z.object({
  code,
  name,
  org: OrgPath,
  protocol: SourceProtocol,
  connection: ConnectionDraft.optional().describe('needed for every protocol but mqtt, http and edge'),
  points: Points.optional(),
  addresses: Networks.optional().describe('networks it may come from; none: any'),
  viaEdge: z.boolean().optional().describe('an edge agent near the plant collects it, not the pipeline'),
  accessPassword: accessPassword.optional().describe('HJ 212 alone: the PW that the data logger has; made when absent'),
})
export type NewSource = z.infer<typeof NewSource>

export const Source = NewSource.pick({ code: true, name: true, org: true, protocol: true }).extend({
  id: z.uuid(),
  enabled: z.boolean(),
  viaEdge: z.boolean(),
  tagCount: z.number().int(),
  credentialSetAt: Instant,
  changedAt: Instant,
})
export type Source = z.infer<typeof Source>

const share = z.number().int().min(0)
/** Counted by the pipeline since it started; `null` means it never sent, or the pipeline is not reached. */
export const SourceTraffic = z.object({
  sourceCode: z.string(),
  connected: z.boolean().nullable(),
  lastReceivedAt: EpochMs.nullable(),
  acceptedPerSecond: z.number().nullable().describe('mean of the last 10 s'),
  accepted: z.number().int(),
  historical: z.number().int(),
  refused: z.partialRecord(RefusalReason, z.number().int()),
  silentTags: z.number().int().describe('allowed tags without a sample for 3 expected intervals'),
  lagMs: z.number().nullable().describe('median receive time minus device time of the last minute'),
  collector: CollectorStatus.nullable().describe('null where the source speaks first'),
  clockOffsetMs: z.number().nullable().describe('how far its clock is behind (positive) or ahead; null before the first sample'),
  gaps: z.number().int().nullable().describe('holes in the sequence; null where the protocol numbers nothing'),
  qualities: z
    .object({ good: share, uncertain: share, bad: share, stale: share, outOfService: share })
    .describe('current values of its tags by quality; never heard counts as stale'),
})
export type SourceTraffic = z.infer<typeof SourceTraffic>
export const SourceRow = Source.extend({ traffic: SourceTraffic.nullable() })
export type SourceRow = z.infer<typeof SourceRow>
export const SourcePage = pageOf(SourceRow)
export const SourceQuery = PageQuery.extend({
  under: OrgPath.optional(),
  text: z.string().max(80).optional(),
  protocol: SourceProtocol.optional(),
})
export type SourceQuery = z.infer<typeof SourceQuery>

/** One source with all that is set on it; secrets are not. */
export const SourceDetail = SourceRow.extend({
  connection: ShownConnection,
  points: Points,
  addresses: z.array(z.string()),
  provision: OpenProvision.nullable().describe('a code that is open'),
})
export type SourceDetail = z.infer<typeof SourceDetail>

/** What a source did lately, and which of its tags are silent. `null`: the pipeline is not reached, or does not know the source. */
export const SourceActivity = z
  .object({
    at: EpochMs,
    perMinute: z.array(z.number().int()).describe('samples accepted in each of the last 60 full minutes, oldest first'),
    silentTagCodes: z.array(z.string()).describe('at most 500 of them'),
  })
  .nullable()
export type SourceActivity = z.infer<typeof SourceActivity>

/** What an edge agent proved to have delivered, hour by hour (完整性). `reached` false: the pipeline is not reached. No streams: no agent ever spoke for the source. */
export const SourceCompleteness = z.object({ reached: z.boolean(), streams: z.array(EdgeStream) })
export type SourceCompleteness = z.infer<typeof SourceCompleteness>

/** The credential is shown once and kept only as a digest. */
export const SourceCredential = z.object({ id: z.uuid(), code: z.string(), username: z.string(), password: z.string() })
export type SourceCredential = z.infer<typeof SourceCredential>
export const RenewCredential = z.object({ accessPassword: accessPassword.optional() }).nullish()
export type RenewCredential = z.infer<typeof RenewCredential>
export const SourceChange = z
  .object({ name, enabled: z.boolean(), connection: ConnectionDraft, points: Points, addresses: Networks, viaEdge: z.boolean() })
  .partial()
export type SourceChange = z.infer<typeof SourceChange>
/** The tags that the source may send (白名单), by code; replaces the former list. Sources with points have it from these. */
export const AllowedTags = z.object({ tagCodes: z.array(z.string().max(64)).max(50_000) })
export type AllowedTags = z.infer<typeof AllowedTags>
