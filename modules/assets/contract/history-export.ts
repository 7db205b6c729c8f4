/** History as a file (历史导出): each sample, or buckets, of chosen tags. */
import { Instant } from '@anyuan/kernel'
import { z } from 'zod'

export const HistoryExportQuery = z.object({
  tags: z
    .string()
    .regex(/^\d+(,\d+){0,49}$/)
    .describe('tag numbers, comma between, at most 50'),
  from: Instant,
  to: Instant,
  kind: z.enum(['raw', 'buckets']).default('raw'),
  bucketSeconds: z.coerce.number().int().min(1).max(86_400).default(60).describe('for buckets: wanted width'),
})
export type HistoryExportQuery = z.infer<typeof HistoryExportQuery>

/** One line of the file. Of a single sample only `last` (its value), time and quality are known; null: no valid value. */
export interface HistoryRow {
  code: string
  name: string
  unit: string
  /** Epoch ms: of the sample, or the start of the bucket. */
  time: number
  mean: number | null
  min: number | null
  max: number | null
  last: number | null
  count: number | null
  quality: number | null
}
