/** Data sources (数据接入): who may send which tags with which credential, how it goes, and what was refused and why (隔离区). */
import { EpochMs, Instant, OrgPath, PageQuery, pageOf } from '@anyuan/kernel'
import { RefusalReason } from '@anyuan/telemetry/wire'
import { z } from 'zod'

export { RefusalReason }

export const NewSource = z.object({
  code: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{1,63}$/),
  name: z.string().trim().min(1).max(120),
  org: OrgPath,
  protocol: z.enum(['mqtt', 'http']),
})
export type NewSource = z.infer<typeof NewSource>

export const Source = NewSource.extend({
  id: z.uuid(),
  enabled: z.boolean(),
  tagCount: z.number().int(),
  credentialSetAt: Instant,
  changedAt: Instant,
})
export type Source = z.infer<typeof Source>

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
})
export type SourceTraffic = z.infer<typeof SourceTraffic>
export const SourceRow = Source.extend({ traffic: SourceTraffic.nullable() })
export type SourceRow = z.infer<typeof SourceRow>
export const SourcePage = pageOf(SourceRow)
export const SourceQuery = PageQuery.extend({ under: OrgPath.optional(), text: z.string().max(80).optional() })
export type SourceQuery = z.infer<typeof SourceQuery>

/** The credential is shown once and kept only as a digest. */
export const SourceCredential = z.object({ id: z.uuid(), code: z.string(), username: z.string(), password: z.string() })
export type SourceCredential = z.infer<typeof SourceCredential>
export const SourceChange = z.object({ name: z.string().trim().min(1).max(120), enabled: z.boolean() }).partial()
export type SourceChange = z.infer<typeof SourceChange>
/** The tags that the source may send (白名单), by code; replaces the former list. */
export const AllowedTags = z.object({ tagCodes: z.array(z.string().max(64)).max(50_000) })
export type AllowedTags = z.infer<typeof AllowedTags>

/** One refused sample or message, as it came. */
export const QuarantineEntry = z.object({
  id: z.number().int(),
  at: Instant,
  sourceCode: z.string(),
  org: OrgPath,
  reason: RefusalReason,
  tagCode: z.string().nullable(),
  detail: z.string().nullable(),
  payload: z.string().describe('at most 2 kB of what was sent'),
})
export type QuarantineEntry = z.infer<typeof QuarantineEntry>
export const QuarantinePage = pageOf(QuarantineEntry)
export const QuarantineQuery = PageQuery.extend({ sourceCode: z.string().max(64).optional(), reason: RefusalReason.optional() })
export type QuarantineQuery = z.infer<typeof QuarantineQuery>

export const permissions = {
  'sources.read': [
    'park_duty_officer',
    'park_safety_officer',
    'enterprise_safety_manager',
    'maintainer',
    'city_supervisor',
    'province_supervisor',
  ],
  'sources.write': ['park_safety_officer', 'maintainer'],
} as const
export type SourcesEvent = { type: 'sources.changed'; code: string }

export const errors = {
  'sources.not_found': 404,
  'sources.code_taken': 409,
  'sources.unknown_tags': 422,
  'sources.no_such_organisation': 422,
} as const
export type SourcesError = keyof typeof errors
