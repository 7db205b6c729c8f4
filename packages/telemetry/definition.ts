/** What the pipeline has to know (配置): tags, sources and alarms, as the api tells it. Kept on disk by the pipeline, so that it starts without the api. */
import { AlarmDefinition } from '@anyuan/monitoring/shapes'
import { z } from 'zod'
import { Connection, SourcePoint } from './connection.ts'

export const TagDefinition = z.object({
  number: z.number().int().min(1),
  code: z.string(),
  org: z.string(),
  unit: z.string(),
  rangeLow: z.number(),
  rangeHigh: z.number(),
  expectedIntervalSeconds: z.number().positive(),
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
  alarms: z.array(AlarmDefinition),
})
export type PipelineDefinition = z.infer<typeof PipelineDefinition>

export const NOTHING_DEFINED: PipelineDefinition = { tags: [], sources: [], alarms: [] }
