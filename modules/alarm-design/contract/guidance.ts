/** Guidance templates (处置指引): written once for many alarms, and inherited; the nearest word of each field is the one that holds. */
import { AssetKind } from '@anyuan/assets/contract'
import { OrgPath, PageQuery, pageOf, Severity } from '@anyuan/kernel'
import { Breach } from '@anyuan/monitoring/shapes'
import { z } from 'zod'
import { Versioned } from './versions.ts'

export const GUIDANCE_FIELDS = ['cause', 'consequence', 'action', 'respondWithinSeconds', 'phone'] as const
export type GuidanceField = (typeof GUIDANCE_FIELDS)[number]
const text = (longest: number) => z.string().trim().min(1).max(longest).nullable()
export const GuidanceWords = z.object({
  cause: text(500),
  consequence: text(500),
  action: text(1000),
  respondWithinSeconds: z.number().int().min(30).max(86_400).nullable(),
  phone: text(40),
})
export type GuidanceWords = z.infer<typeof GuidanceWords>
/** For which alarms: those below `org`, of a kind of asset, of one asset, of one tag, for one reason. What is null does not narrow. */
const Narrowing = {
  assetKind: AssetKind.nullable(),
  assetCode: z.string().min(1).max(64).nullable(),
  tagCode: z.string().min(1).max(64).nullable(),
  alarmReason: Breach.shape.reason.nullable(),
}
const GuidanceFields = z.object({ org: OrgPath, ...Narrowing, words: GuidanceWords })
export const NewGuidanceTemplate = GuidanceFields.extend({ reason: z.string().trim().min(1).max(300) })
export type NewGuidanceTemplate = z.infer<typeof NewGuidanceTemplate>
export const GuidanceTemplate = GuidanceFields.extend({ code: z.string().describe('key, made of what it is for'), ...Versioned })
export type GuidanceTemplate = z.infer<typeof GuidanceTemplate>

/** Where a field's word comes from: the tag itself, or a template. */
export const Provenance = z.object({ from: z.enum(['tag', 'template']), org: z.string(), ...Narrowing })
export const ResolvedGuidance = z.object({
  words: GuidanceWords,
  provenance: z.record(z.enum(GUIDANCE_FIELDS), Provenance.nullable()),
})
export type ResolvedGuidance = z.infer<typeof ResolvedGuidance>
export const ResolveQuery = z.object({ tag: z.coerce.number().int().min(1), reason: Breach.shape.reason.optional() })
export type ResolveQuery = z.infer<typeof ResolveQuery>

/** An alarm of severity 1 or 2 that leaves the officer without a word on something. */
export const GuidanceGap = z.object({
  alarmNumber: z.number().int(),
  tagNumber: z.number().int(),
  tagCode: z.string(),
  tagName: z.string(),
  org: OrgPath,
  reason: Breach.shape.reason,
  severity: Severity,
  missing: z.array(z.enum(GUIDANCE_FIELDS)).min(1),
})
export type GuidanceGap = z.infer<typeof GuidanceGap>
export const GuidanceGapPage = pageOf(GuidanceGap)
export const GuidanceGapQuery = PageQuery.extend({ under: OrgPath.optional() })
export type GuidanceGapQuery = z.infer<typeof GuidanceGapQuery>
