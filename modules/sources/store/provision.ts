/** The SQL of one-time codes. */
import type { Instant } from '@anyuan/kernel'
import type { OpenProvision } from '../contract.ts'
import type { Tx } from './tables.ts'

export const provisionRows = {
  async openProvision(tx: Tx, sourceId: string, now: Instant): Promise<OpenProvision | null> {
    const row = await tx
      .selectFrom('provision')
      .select(['made_at', 'made_by', 'expires_at'])
      .where('source_id', '=', sourceId)
      .where('redeemed_at', 'is', null)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', now)
      .executeTakeFirst()
    return row ? { madeAt: row.made_at as Instant, madeBy: row.made_by, expiresAt: row.expires_at as Instant } : null
  },
  async addProvision(
    tx: Tx,
    provision: { id: string; sourceId: string; org: string; codeDigest: string; madeAt: Instant; madeBy: string; expiresAt: Instant },
  ): Promise<void> {
    await tx
      .insertInto('provision')
      .values({
        id: provision.id,
        source_id: provision.sourceId,
        org: provision.org,
        code_digest: provision.codeDigest,
        made_at: provision.madeAt,
        made_by: provision.madeBy,
        expires_at: provision.expiresAt,
        redeemed_at: null,
        redeemed_from: null,
        revoked_at: null,
      })
      .execute()
  },
  /** @returns whether one was open. */
  async revokeProvision(tx: Tx, sourceId: string, now: Instant): Promise<boolean> {
    const { numUpdatedRows } = await tx
      .updateTable('provision')
      .set({ revoked_at: now })
      .where('source_id', '=', sourceId)
      .where('redeemed_at', 'is', null)
      .where('revoked_at', 'is', null)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  },
  /** Uses the code up; of two at the same moment the second waits for the first and finds it used. @returns the source's id. */
  async redeem(tx: Tx, codeDigest: string, now: Instant, from: string): Promise<string | null> {
    const row = await tx
      .updateTable('provision')
      .set({ redeemed_at: now, redeemed_from: from })
      .where('code_digest', '=', codeDigest)
      .where('redeemed_at', 'is', null)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', now)
      .returning('source_id')
      .executeTakeFirst()
    return row?.source_id ?? null
  },
}
