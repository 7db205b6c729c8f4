/** What each thing of the design carries: who wrote this version of it, when and why. Versions are added, never changed. */
import { Instant } from '@anyuan/kernel'
import { z } from 'zod'

export const Code = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$/)
export const Versioned = {
  version: z.number().int().min(0).describe('0: as the house brings it'),
  author: z.string(),
  reason: z.string(),
  at: Instant.nullable(),
}
export const DesignKind = z.enum(['class', 'guidance', 'suppression', 'calendar'])
export type DesignKind = z.infer<typeof DesignKind>
