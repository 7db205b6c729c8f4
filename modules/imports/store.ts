/** The SQL of imports: batches, their files, their rows. */
import type { Instant } from '@anyuan/kernel'
import { type Kysely, type SelectQueryBuilder, sql } from 'kysely'
import {
  ImportBatch,
  type ImportBatchQuery,
  type ImportCounts,
  ImportRow,
  type ImportRowQuery,
  type ImportState,
  type Reason,
  type SheetName,
} from './contract.ts'

interface BatchTable {
  id: string
  org: string
  file_name: string
  bytes: number
  by: string
  at: string
  caller: unknown
  state: unknown
  counts: unknown
  notes: unknown
  file_kept: boolean
}
interface FileTable {
  batch_id: string
  org: string
  kind: 'xlsx' | 'csv'
  content: Uint8Array
  marked: Uint8Array | null
  layout: unknown
}
interface RowTable {
  batch_id: string
  org: string
  sheet: SheetName
  row: number
  code: string
  verdict: ImportRow['verdict']
  cells: unknown
  changes: unknown
  problems: unknown
  before: unknown
  after: unknown
  senders_before: unknown
  senders_after: unknown
}
export interface ImportsTables {
  import_batch: BatchTable
  import_file: FileTable
  import_row: RowTable
}
export type Tx = Kysely<ImportsTables>

/** Where a sheet stands in the file: its own name there, and the key of the column at each place. */
export interface SheetLayout {
  sheet: SheetName
  name: string
  columns: (string | null)[]
}
/** A row with all that the module keeps of it. */
export interface KeptRow extends ImportRow {
  cells: (string | number | boolean | null)[]
  before: unknown
  after: unknown
  sendersBefore: string[] | null
  sendersAfter: string[] | null
}
/** Who asked, so that the job works in that person's scope. */
export interface KeptCaller {
  accountId: string
  name: string
  address: string
  scope: string[]
}

const json = (value: unknown) => JSON.stringify(value)
const toBatch = (row: Omit<BatchTable, 'caller'>): ImportBatch =>
  ImportBatch.parse({ ...row, fileName: row.file_name, fileKept: row.file_kept })
const PORTION = 2000 // default, not from a standard

export const importsStore = {
  async add(tx: Tx, batch: ImportBatch, caller: KeptCaller, file: { kind: 'xlsx' | 'csv'; content: Uint8Array }): Promise<void> {
    await tx
      .insertInto('import_batch')
      .values({
        id: batch.id,
        org: batch.org,
        file_name: batch.fileName,
        bytes: batch.bytes,
        by: batch.by,
        at: batch.at,
        caller: json(caller),
        state: json(batch.state),
        counts: null,
        notes: json(batch.notes),
        file_kept: true,
      })
      .execute()
    await tx
      .insertInto('import_file')
      .values({ batch_id: batch.id, org: batch.org, kind: file.kind, content: Buffer.from(file.content), marked: null, layout: null })
      .execute()
  },
  async batch(tx: Tx, id: string): Promise<ImportBatch | undefined> {
    const row = await tx.selectFrom('import_batch').selectAll().where('id', '=', id).executeTakeFirst()
    return row && toBatch(row)
  },
  /** The batch, held until the transaction ends: two who press the same key do it once. */
  async hold(tx: Tx, id: string): Promise<ImportBatch | undefined> {
    const row = await tx.selectFrom('import_batch').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
    return row && toBatch(row)
  },
  async callerOf(tx: Tx, id: string): Promise<KeptCaller> {
    const row = await tx.selectFrom('import_batch').select('caller').where('id', '=', id).executeTakeFirstOrThrow()
    return row.caller as KeptCaller
  },
  async setState(
    tx: Tx,
    id: string,
    state: ImportState,
    more: { caller?: KeptCaller; counts?: ImportCounts; notes?: Reason[] } = {},
  ): Promise<void> {
    await tx
      .updateTable('import_batch')
      .set({
        state: json(state),
        ...(more.caller ? { caller: json(more.caller) } : {}),
        ...(more.counts ? { counts: json(more.counts) } : {}),
        ...(more.notes ? { notes: json(more.notes) } : {}),
      })
      .where('id', '=', id)
      .execute()
  },
  async page(tx: Tx, query: ImportBatchQuery): Promise<{ items: ImportBatch[]; total: number }> {
    const filter = <O>(q: SelectQueryBuilder<ImportsTables, 'import_batch', O>) =>
      query.under ? q.where(sql<boolean>`org <@ ${query.under}::ltree`) : q
    const rows = await filter(tx.selectFrom('import_batch').selectAll())
      .orderBy('at', 'desc')
      .orderBy('id')
      .limit(query.pageSize)
      .offset((query.page - 1) * query.pageSize)
      .execute()
    const { total } = await filter(
      tx.selectFrom('import_batch').select((e) => e.fn.countAll<number>().as('total')),
    ).executeTakeFirstOrThrow()
    return { items: rows.map(toBatch), total }
  },
  async file(
    tx: Tx,
    batchId: string,
  ): Promise<{ kind: 'xlsx' | 'csv'; content: Uint8Array; marked: Uint8Array | null; layout: SheetLayout[] } | undefined> {
    const row = await tx.selectFrom('import_file').selectAll().where('batch_id', '=', batchId).executeTakeFirst()
    return row && { kind: row.kind, content: row.content, marked: row.marked, layout: (row.layout ?? []) as SheetLayout[] }
  },
  async setLayout(tx: Tx, batchId: string, layout: readonly SheetLayout[]): Promise<void> {
    await tx
      .updateTable('import_file')
      .set({ layout: json(layout), marked: null })
      .where('batch_id', '=', batchId)
      .execute()
  },
  async setMarked(tx: Tx, batchId: string, marked: Uint8Array | null): Promise<void> {
    await tx
      .updateTable('import_file')
      .set({ marked: marked && Buffer.from(marked) })
      .where('batch_id', '=', batchId)
      .execute()
  },
  /** In place of what was kept of the rows before. */
  async setRows(tx: Tx, batch: Pick<ImportBatch, 'id' | 'org'>, rows: readonly KeptRow[]): Promise<void> {
    await tx.deleteFrom('import_row').where('batch_id', '=', batch.id).execute()
    for (let at = 0; at < rows.length; at += PORTION)
      await sql`
        insert into import_row (batch_id, org, sheet, row, code, verdict, cells, changes, problems, before, after, senders_before, senders_after)
        select ${batch.id}::uuid, ${batch.org}::ltree, sheet, row, code, verdict, cells, changes, problems, before, after, "sendersBefore", "sendersAfter"
        from jsonb_to_recordset(${json(rows.slice(at, at + PORTION))}::jsonb) as n(sheet text, row int, code text, verdict text, cells jsonb, changes jsonb, problems jsonb,
          before jsonb, after jsonb, "sendersBefore" jsonb, "sendersAfter" jsonb)`.execute(tx)
  },
  /** All rows with everything, in the order of the file. */
  async rows(tx: Tx, batchId: string): Promise<KeptRow[]> {
    const rows = await tx.selectFrom('import_row').selectAll().where('batch_id', '=', batchId).orderBy('sheet').orderBy('row').execute()
    return rows.map(
      (row) => ({ ...row, sendersBefore: row.senders_before, sendersAfter: row.senders_after }) as unknown as KeptRow, // written by `setRows` alone
    )
  },
  async wrongRows(tx: Tx, batchId: string): Promise<ImportRow[]> {
    const rows = await tx
      .selectFrom('import_row')
      .selectAll()
      .where('batch_id', '=', batchId)
      .where('verdict', '=', 'wrong')
      .orderBy('sheet')
      .orderBy('row')
      .execute()
    return rows.map((row) => ImportRow.parse(row))
  },
  async rowPage(tx: Tx, batchId: string, query: ImportRowQuery): Promise<{ items: ImportRow[]; total: number }> {
    const filter = <O>(q: SelectQueryBuilder<ImportsTables, 'import_row', O>) => {
      let filtered = q.where('batch_id', '=', batchId)
      if (query.sheet) filtered = filtered.where('sheet', '=', query.sheet)
      if (query.verdict) filtered = filtered.where('verdict', '=', query.verdict)
      return filtered
    }
    const rows = await filter(tx.selectFrom('import_row').selectAll())
      .orderBy(sql`array_position(array['units', 'assets', 'tags'], sheet)`)
      .orderBy('row')
      .limit(query.pageSize)
      .offset((query.page - 1) * query.pageSize)
      .execute()
    const { total } = await filter(tx.selectFrom('import_row').select((e) => e.fn.countAll<number>().as('total'))).executeTakeFirstOrThrow()
    return { items: rows.map((row) => ImportRow.parse(row)), total }
  },
  /** Files and rows older than this go; that there was an import stays. */
  async dropOld(tx: Tx, before: Instant): Promise<void> {
    const old = tx.selectFrom('import_batch').select('id').where('at', '<', before).where('file_kept', '=', true)
    await tx.deleteFrom('import_file').where('batch_id', 'in', old).execute()
    await tx.deleteFrom('import_row').where('batch_id', 'in', old).execute()
    await tx.updateTable('import_batch').set({ file_kept: false }).where('at', '<', before).where('file_kept', '=', true).execute()
  },
}
export type ImportsStore = typeof importsStore
