/** Provisioning (开通): a source is handed to its gateway by a code that works once, so that no credential is copied by hand. */
import { Instant } from '@anyuan/kernel'
import { z } from 'zod'
import { ConnectionDraft, Points, SourceProtocol } from './connection.ts'

/** The code is shown this once; the house keeps a digest. */
export const ProvisionCode = z.object({ code: z.string().describe('XXXX-XXXX-XXXX'), expiresAt: Instant })
export type ProvisionCode = z.infer<typeof ProvisionCode>
export const OpenProvision = z.object({ madeAt: Instant, madeBy: z.string(), expiresAt: Instant })
export type OpenProvision = z.infer<typeof OpenProvision>

export const Redemption = z.object({ code: z.string().min(12).max(40) })
export type Redemption = z.infer<typeof Redemption>
/** A tag as a gateway has to know it to check samples before they are sent. */
export const ProvisionedTag = z.object({
  number: z.number().int(),
  code: z.string(),
  name: z.string(),
  kind: z.string(),
  unit: z.string(),
  rangeLow: z.number(),
  rangeHigh: z.number(),
  expectedIntervalSeconds: z.number(),
})
export type ProvisionedTag = z.infer<typeof ProvisionedTag>
/** All that a gateway needs; the former credential of the source has ended. */
export const Provisioned = z.object({
  sourceCode: z.string(),
  name: z.string(),
  credential: z.string(),
  protocol: SourceProtocol,
  connection: ConnectionDraft.describe('with the password in plain, for the gateway to dial with'),
  points: Points,
  tags: z.array(ProvisionedTag),
  ingestUrl: z.string().describe('base address for HTTP push and the edge door; `:port` alone means the host that was asked'),
})
export type Provisioned = z.infer<typeof Provisioned>
