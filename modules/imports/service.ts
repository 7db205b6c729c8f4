/** Use cases of the import. What takes time is a job; here it is only asked for. */
import { randomUUID } from 'node:crypto'
import { type Caller, isWithin, Refused } from '@anyuan/kernel'
import { z } from 'zod'
import {
  type ImportBatch,
  type ImportBatchQuery,
  type ImportMode,
  type ImportRowQuery,
  type ImportsError,
  type NewImport,
  spokenParams,
} from './contract.ts'
import { beginApply, beginUndo } from './rules.ts'
import type { CellMark, Needs } from './service/needs.ts'
import { templateFor } from './service/template.ts'
import { importWork } from './service/work.ts'
import type { Tx } from './store.ts'

export type { Needs, SheetScopes } from './service/needs.ts'

const ZIP_START = [0x50, 0x4b, 0x03, 0x04]
/** By its first bytes, whatever its name: a workbook is a zip file, text has no such bytes. */
const kindOf = (file: Uint8Array): 'xlsx' | 'csv' | null => {
  if (ZIP_START.every((byte, i) => file[i] === byte)) return 'xlsx'
  return file.length > 0 && !file.subarray(0, 8192).includes(0) ? 'csv' : null
}
export const JOB_DATA = z.object({ batch: z.uuid() })

export const importsService = (needs: Needs) => {
  const { transact, store, audit, clock, jobs, workbooks, words } = needs
  const work = importWork(needs)
  const must = async (tx: Tx, id: string): Promise<ImportBatch> => {
    const batch = await store.batch(tx, id)
    if (!batch) throw new Refused('imports.not_found', { id })
    return batch
  }
  const kept = ({ accountId, name, address, scope }: Caller) => ({ accountId, name, address, scope: [...scope] })
  const proceed = (
    caller: Caller,
    id: string,
    job: string,
    next: (batch: ImportBatch) => ReturnType<typeof beginApply>,
  ): Promise<ImportBatch> =>
    transact(caller.scope, async (tx) => {
      const batch = await store.hold(tx, id)
      if (!batch) throw new Refused('imports.not_found', { id })
      const decided = next(batch)
      if (!decided.ok) throw new Refused(decided.code satisfies ImportsError, decided.params)
      await store.setState(tx, id, decided.state, { caller: kept(caller) })
      await jobs.send(tx, job, { batch: id })
      return { ...batch, state: decided.state }
    })

  return {
    template: (caller: Caller, language: 'zh' | 'en') => templateFor(needs, caller, language),
    /** Takes a file in; it is checked right away, by a job. */
    async receive(caller: Caller, { org, fileName }: NewImport, file: Uint8Array): Promise<ImportBatch> {
      if (!caller.scope.some((path) => isWithin(org, path))) throw new Refused('imports.outside_scope', { org })
      const kind = kindOf(file)
      if (!kind) throw new Refused('imports.wrong_file_type', { fileName })
      return transact(caller.scope, async (tx) => {
        const batch: ImportBatch = {
          id: randomUUID(),
          org,
          fileName,
          bytes: file.length,
          by: caller.name,
          at: clock.now(),
          state: { state: 'checking', done: 0, total: 0 },
          counts: null,
          notes: [],
          fileKept: true,
        }
        await store.add(tx, batch, kept(caller), { kind, content: file })
        await audit.record(tx, caller, {
          action: 'imports.receive',
          object: fileName,
          org,
          before: null,
          after: { batch: batch.id, bytes: file.length },
        })
        await jobs.send(tx, 'imports.check', { batch: batch.id })
        return batch
      })
    },
    page: (caller: Caller, query: ImportBatchQuery) => transact(caller.scope, (tx) => store.page(tx, query)),
    batch: (caller: Caller, id: string): Promise<ImportBatch> => transact(caller.scope, (tx) => must(tx, id)),
    rows: (caller: Caller, id: string, query: ImportRowQuery) =>
      transact(caller.scope, async (tx) => {
        await must(tx, id)
        return store.rowPage(tx, id, query)
      }),
    apply: (caller: Caller, id: string, mode: ImportMode) => proceed(caller, id, 'imports.apply', (batch) => beginApply(batch, mode)),
    undo: (caller: Caller, id: string) => proceed(caller, id, 'imports.undo', beginUndo),
    /** The file as it was sent, with what is wrong marked in its cells. */
    async marked(caller: Caller, id: string, language: 'zh' | 'en'): Promise<{ fileName: string; content: Uint8Array }> {
      const { batch, file, wrong } = await transact(caller.scope, async (tx) => {
        const batch = await must(tx, id)
        return { batch, file: await store.file(tx, id), wrong: await store.wrongRows(tx, id) }
      })
      if (!file) throw new Refused('imports.file_gone', { id })
      if (wrong.length === 0) throw new Refused('imports.nothing_wrong', { id })
      const fileName = `${batch.fileName.replace(/\.(xlsx|csv)$/i, '')}-${words(language).say('imports.marked_file')}.xlsx`
      if (file.marked && language === 'zh') return { fileName, content: file.marked }
      const book = words(language)
      const marks: CellMark[] = wrong.flatMap(({ sheet, row, problems }) => {
        const layout = file.layout.find((one) => one.sheet === sheet)
        if (!layout) return []
        const place = (column: string | null) => Math.max(0, layout.columns.indexOf(column ?? 'code'))
        return problems.map(({ column, code, params: given }) => {
          const params = spokenParams(given, (key) => book.say(key))
          const mend = `${code}.mend`
          return {
            sheet: layout.name,
            row,
            column: place(column),
            note: [book.say(code, params), ...(book.has(mend) ? [book.say(mend, params)] : [])].join('\n'),
          }
        })
      })
      const content = await workbooks.mark(file.kind, file.content, marks)
      if (language === 'zh') await transact(caller.scope, (tx) => store.setMarked(tx, id, content))
      return { fileName, content }
    },
    /** For the queue. */
    check: (data: unknown) => work.check(JOB_DATA.parse(data).batch),
    carryOut: (data: unknown) => work.apply(JOB_DATA.parse(data).batch),
    takeBack: (data: unknown) => work.undo(JOB_DATA.parse(data).batch),
    dropOld: () => work.dropOld(),
  }
}
export type ImportsService = ReturnType<typeof importsService>
