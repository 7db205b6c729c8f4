/** What the pipeline has to know (配置): tags, sources and alarms, as the api tells it. Kept on disk by the pipeline, so that it starts without the api. */
import { AlarmPlan, AssetStates, CalendarSpans, SuppressionRule } from '@anyuan/monitoring/shapes'
import { z } from 'zod'
import { Connection, SourcePoint } from './connection.ts'

export const TagDefinition = z.object({
  number: z.number().int().min(1),
  code: z.string(),
  /** For whoever is shown an alarm while the register is away. */
  name: z.string().optional(),
  org: z.string(),
  unit: z.string(),
  rangeLow: z.number(),
  rangeHigh: z.number(),
  expectedIntervalSeconds: z.number().positive(),
  /** Kind of the tag as the asset register names it, for edge agents: gas detectors are never thinned out. */
  kind: z.string().max(40).optional(),
  /** Present on a calculated tag (计算测点): what it is computed from, as `{TI-1} - {TI-2}`. */
  formula: z.string().min(1).max(1000).optional(),
})
export type TagDefinition = z.infer<typeof TagDefinition>

export const SourceDefinition = z.object({
  code: z.string(),
  org: z.string(),
  protocol: z.string(),
  /** SHA-256, hexadecimal, of the credential; the credential itself has 192 random bits. */
  credentialDigest: z.string(),
  tagCodes: z.array(z.string()),
  /** Absent for senders that name tags by our own codes. */
  connection: Connection.optional(),
  points: z.array(SourcePoint).optional(),
  /** Networks the source may come from, as `10.1.0.0/16`; absent or empty allows any. */
  addresses: z.array(z.string()).optional(),
})
export type SourceDefinition = z.infer<typeof SourceDefinition>

export const PipelineDefinition = z.object({
  tags: z.array(TagDefinition),
  sources: z.array(SourceDefinition),
  alarms: z.array(AlarmPlan),
  suppressions: z.array(SuppressionRule).default([]),
  assetStates: AssetStates.default({}),
  calendars: CalendarSpans.default({}),
})
/** As the pipeline reads it. */
export type PipelineSettings = z.output<typeof PipelineDefinition>
/** As it may be written; what is left out of the alarms takes its default. */
export type PipelineDefinition = Omit<z.input<typeof PipelineDefinition>, 'tags' | 'sources'> & Pick<PipelineSettings, 'tags' | 'sources'>

export const NOTHING_DEFINED: PipelineDefinition = { tags: [], sources: [], alarms: [] }
