/** Which tags a past moment is asked for, and how often each sends. */
import { sql } from 'kysely'
import type { Tx } from './rows.ts'

export const momentStore = {
  /** Enabled tags below `under`, or all that the transaction's scope lets be seen. */
  async intervals(tx: Tx, under = ''): Promise<{ number: number; seconds: number }[]> {
    const { rows } = await sql<{ number: number; seconds: number }>`
      select number, expected_interval_seconds as seconds from tag where enabled and org <@ ${under}::ltree`.execute(tx)
    return rows
  },
}
