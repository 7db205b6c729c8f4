/** The SQL of what people add to an occurrence: remarks and who looks after it. */
import type { AlarmComment, Assignee } from '../contract.ts'
import type { Tx } from './tables.ts'

export const talkStore = {
  /** Place and tag of an occurrence in the transaction's scope. */
  async placeOf(tx: Tx, occurrence: string): Promise<{ org: string; tagCode: string; assignee: string | null } | undefined> {
    const row = await tx
      .selectFrom('alarm_occurrence')
      .select(['org', 'tag_code', 'assignee_name'])
      .where('occurrence', '=', occurrence)
      .executeTakeFirst()
    return row && { org: row.org, tagCode: row.tag_code, assignee: row.assignee_name }
  },
  async addComment(tx: Tx, org: string, occurrence: string, comment: AlarmComment): Promise<void> {
    await tx
      .insertInto('alarm_comment')
      .values({ org, occurrence, ...comment })
      .execute()
  },
  comments: (tx: Tx, occurrence: string): Promise<AlarmComment[]> =>
    tx.selectFrom('alarm_comment').select(['at', 'by', 'text']).where('occurrence', '=', occurrence).orderBy('id').execute(),
  async assign(tx: Tx, occurrence: string, assignee: Assignee | null): Promise<void> {
    await tx
      .updateTable('alarm_occurrence')
      .set({ assignee_id: assignee?.accountId ?? null, assignee_name: assignee?.name ?? null })
      .where('occurrence', '=', occurrence)
      .execute()
  },
}
