/** The steps of a batch that take time: checking, applying, taking back. Each is one job, and each writes all of it or nothing. */
import { type Caller, plusSeconds, type Saved, type Transact, WHOLE_HOUSE } from '@anyuan/kernel'
import type { ImportState, Reason, SheetName } from '../contract.ts'
import { applied, guessSheet, isExample, matchHeadings, type Vocabulary, wrongRows } from '../rules.ts'
import type { KeptRow, SheetLayout, Tx } from '../store.ts'
import type { Needs, ReadAnswer } from './needs.ts'
import { keptRow, type Plan, planRows, type SentRow } from './plan.ts'

export const FILE_DAYS = 90 // default, not from a standard
const SHEETS = ['units', 'assets', 'tags'] as const satisfies readonly SheetName[]
const MOST_REASONS = 20 // default, not from a standard
type Thing = Record<string, unknown> & { code: string }

/** Why a batch cannot be taken back; rolls everything back that was done so far. */
class HeldUp extends Error {
  readonly reasons: Reason[]
  constructor(reasons: Reason[]) {
    super('held up')
    this.reasons = reasons
  }
}
/** What was right at the check is not any more; nothing is written. */
class ChangedSinceCheck extends Error {
  readonly plan: Plan
  constructor(plan: Plan) {
    super('changed since the check')
    this.plan = plan
  }
}

export const importWork = (needs: Needs) => {
  const { transact, store, clock, workbooks } = needs
  const words = vocabulary(needs)
  const inHouse: Transact<Tx> = transact

  /** The batch and the person, if the step is still to be done: a job may come twice. */
  const begin = (id: string, state: ImportState['state']) =>
    inHouse(WHOLE_HOUSE, async (tx) => {
      const batch = await store.batch(tx, id)
      if (batch?.state.state !== state) return null
      const caller: Caller = await store.callerOf(tx, id)
      return { batch, caller }
    })
  const setState = (id: string, state: ImportState, more?: Parameters<typeof store.setState>[3]) =>
    inHouse(WHOLE_HOUSE, (tx) => store.setState(tx, id, state, more))
  const failed = (id: string, during: 'check' | 'apply' | 'undo', reason: Reason) => setState(id, { state: 'failed', during, reason })

  const plan = async (
    tx: unknown,
    caller: Caller,
    layout: readonly SheetLayout[],
    sent: readonly SentRow[],
    onProgress: (done: number) => Promise<void>,
  ) => planRows(needs, { tx, caller, scopes: await needs.scopesOf(caller), words, layout, sent, onProgress })

  async function check(id: string): Promise<void> {
    const begun = await begin(id, 'checking')
    if (!begun) return
    const { batch, caller } = begun
    const file = await inHouse(WHOLE_HOUSE, (tx) => store.file(tx, id))
    if (!file) return failed(id, 'check', { code: 'imports.file_gone', params: {} })
    const read = await workbooks.read(file.kind, file.content)
    if (!read.ok) return failed(id, 'check', { code: `imports.file.${read.fault}`, params: {} })
    const { layout, sent, notes } = understand(read, words)
    if (sent.length === 0) return failed(id, 'check', { code: 'imports.file.no_rows', params: {} })
    const onProgress = (done: number) => setState(id, { state: 'checking', done, total: sent.length })
    await onProgress(0)
    // looked at in a transaction of its own, which changes nothing
    const planned = await transact(caller.scope, (tx) => plan(tx, caller, layout, sent, onProgress))
    await inHouse(WHOLE_HOUSE, async (tx) => {
      await store.setLayout(tx, id, layout)
      await store.setRows(tx, batch, planned.rows.map(keptRow))
      await store.setState(tx, id, { state: 'checked' }, { counts: planned.counts, notes })
    })
  }

  async function apply(id: string): Promise<void> {
    const begun = await begin(id, 'applying')
    if (begun?.batch.state.state !== 'applying') return
    const { batch, caller } = begun
    const { mode } = begun.batch.state
    const [file, kept] = await inHouse(WHOLE_HOUSE, async (tx) => [await store.file(tx, id), await store.rows(tx, id)] as const)
    if (!file) return failed(id, 'apply', { code: 'imports.file_gone', params: {} })
    const total = kept.length
    const onProgress = (done: number) => setState(id, { state: 'applying', mode, done: Math.min(done, total), total })
    try {
      await transact(caller.scope, async (tx) => {
        // judged again: between the check and now others may have worked on the same things
        const planned = await plan(tx, caller, file.layout, kept, (done) => onProgress(done / 2))
        if (mode === 'all_or_nothing' && wrongRows(planned.counts) > 0) throw new ChangedSinceCheck(planned)
        const rows = await saveAll(tx, caller, planned, (done) => onProgress(total / 2 + done / 2))
        await needs.audit.record(tx, caller, {
          action: 'imports.apply',
          object: batch.fileName,
          org: batch.org,
          before: null,
          after: { batch: id, mode, counts: planned.counts },
        })
        await store.setRows(tx, batch, rows)
        await store.setMarked(tx, id, null)
        await store.setState(tx, id, applied(mode, clock.now(), caller.name), { counts: planned.counts })
      })
    } catch (error) {
      if (!(error instanceof ChangedSinceCheck)) throw error
      await inHouse(WHOLE_HOUSE, async (tx) => {
        await store.setRows(tx, batch, error.plan.rows.map(keptRow))
        await store.setMarked(tx, id, null)
        await store.setState(
          tx,
          id,
          {
            state: 'failed',
            during: 'apply',
            reason: { code: 'imports.changed_since_check', params: { count: wrongRows(error.plan.counts) } },
          },
          { counts: error.plan.counts },
        )
      })
    }
  }

  async function saveAll(tx: unknown, caller: Caller, planned: Plan, onProgress: (done: number) => Promise<void>): Promise<KeptRow[]> {
    const kept = new Map(planned.rows.map((row) => [row, keptRow(row)]))
    let done = 0
    for (const sheet of SHEETS) {
      const rows = planned.rows.filter((row) => row.sent.sheet === sheet && row.saved !== null)
      const stored = await needs[sheet].save(tx, caller, rows.map((row) => row.saved!) as never)
      for (const [i, row] of rows.entries()) Object.assign(kept.get(row)!, { before: row.saved!.before, after: stored[i]! })
      done += planned.rows.filter((row) => row.sent.sheet === sheet).length
      await onProgress(done)
    }
    const moved = planned.rows.filter((row) => row.problems.length === 0 && row.sendersAfter !== null)
    await needs.senders.setSenders(
      tx,
      caller,
      moved.map((row) => ({ tagCode: row.sent.code, sourceCodes: row.sendersAfter! })),
    )
    for (const row of moved) Object.assign(kept.get(row)!, { sendersBefore: row.sendersBefore, sendersAfter: row.sendersAfter })
    return [...kept.values()]
  }

  async function undo(id: string): Promise<void> {
    const begun = await begin(id, 'undoing')
    if (begun?.batch.state.state !== 'undoing') return
    const { batch, caller } = begun
    const { mode, at, by } = begun.batch.state
    try {
      await transact(caller.scope, async (tx) => {
        const rows = await store.rows(tx, id)
        await takeBackSenders(tx, caller, rows)
        for (const sheet of [...SHEETS].reverse()) {
          const saved = rows
            .filter((row) => row.sheet === sheet && row.after !== null)
            .map((row) => ({ before: row.before, after: row.after })) as Saved<Thing>[]
          if (saved.length === 0) continue
          const held = await needs[sheet].heldUp(tx, saved as never)
          if (held.size > 0) throw new HeldUp([...held.values()].map(({ code, params }) => ({ code, params })))
          if (sheet === 'units') await nothingStandsBelow(tx, saved)
          await needs[sheet].takeBack(tx, caller, saved as never)
        }
        await needs.audit.record(tx, caller, {
          action: 'imports.undo',
          object: batch.fileName,
          org: batch.org,
          before: { batch: id, counts: batch.counts },
          after: null,
        })
        await store.setState(tx, id, { state: 'undone', at: clock.now(), by: caller.name })
      })
    } catch (error) {
      if (!(error instanceof HeldUp)) throw error
      await setState(id, { state: 'applied', mode, at, by, refusedUndo: error.reasons.slice(0, MOST_REASONS) })
    }
  }

  async function takeBackSenders(tx: unknown, caller: Caller, rows: readonly KeptRow[]): Promise<void> {
    const moved = rows.filter((row) => row.sendersAfter !== null)
    if (moved.length === 0) return
    const now = await needs.senders.senders(
      tx,
      moved.map((row) => row.code),
    )
    const touched = moved.filter((row) => (now.get(row.code) ?? []).join() !== row.sendersAfter!.join())
    if (touched.length > 0) throw new HeldUp(touched.map((row) => ({ code: 'imports.senders_touched', params: { code: row.code } })))
    await needs.senders.setSenders(
      tx,
      caller,
      moved.map((row) => ({ tagCode: row.code, sourceCodes: row.sendersBefore ?? [] })),
    )
  }
  async function nothingStandsBelow(tx: unknown, saved: readonly Saved<Thing>[]): Promise<void> {
    const added = saved.filter((one) => one.before === null).map((one) => ({ code: one.after.code, path: String(one.after.path) }))
    const standing = await needs.standingBelow(
      tx,
      added.map((unit) => unit.path),
    )
    const held = added.filter((unit) => standing.has(unit.path))
    if (held.length > 0)
      throw new HeldUp(
        held.map((unit) => ({ code: 'organisation.things_below', params: { code: unit.code, below: standing.get(unit.path) } })),
      )
  }

  /** A step that breaks is told as failed, and nothing of it stays; the fault itself goes to whoever runs the job. */
  const step = (during: 'check' | 'apply' | 'undo', work: (id: string) => Promise<void>) => async (id: string) => {
    try {
      await work(id)
    } catch (error) {
      await failed(id, during, { code: 'imports.broke', params: {} })
      throw error
    }
  }
  return {
    check: step('check', check),
    apply: step('apply', apply),
    undo: step('undo', undo),
    dropOld: () => inHouse(WHOLE_HOUSE, (tx) => store.dropOld(tx, plusSeconds(clock.now(), -FILE_DAYS * 86_400))),
  }
}

export const vocabulary = ({ words }: Pick<Needs, 'words'>): Vocabulary => {
  const known = new Map<string, readonly string[]>()
  return {
    texts(key) {
      let texts = known.get(key)
      if (!texts) {
        texts = [...new Set([words('zh').say(key), words('en').say(key)])] // asked late: the books are whole only when every module is known
        known.set(key, texts)
      }
      return texts
    },
  }
}

/** Which sheet is which, where its columns stand, and the rows that are to be imported. */
export function understand(
  read: ReadAnswer & { ok: true },
  words: Vocabulary,
): { layout: SheetLayout[]; sent: SentRow[]; notes: Reason[] } {
  const layout: SheetLayout[] = []
  const sent: SentRow[] = []
  const notes: Reason[] = []
  const ours = new Set([...words.texts('imports.sheet.guide'), ...words.texts('imports.sheet.lists')])
  for (const { name, rows } of read.sheets) {
    const [head, ...body] = rows
    if (!head || ours.has(name)) continue
    const sheet = SHEETS.find((one) => words.texts(`imports.sheet.${one}`).includes(name.trim())) ?? guessSheet(head.cells, words)
    if (!sheet || layout.some((one) => one.sheet === sheet)) {
      notes.push({ code: sheet ? 'imports.note.sheet_twice' : 'imports.note.unknown_sheet', params: { name } })
      continue
    }
    const { columns, unknown } = matchHeadings(sheet, head.cells, words)
    for (const heading of unknown) notes.push({ code: 'imports.note.unknown_column', params: { name, heading } })
    const codeAt = columns.findIndex((column) => column?.key === 'code')
    if (codeAt < 0) {
      notes.push({ code: 'imports.note.no_code_column', params: { name } })
      continue
    }
    layout.push({ sheet, name, columns: columns.map((column) => column?.key ?? null) })
    for (const { row, cells } of body) {
      const code = cells[codeAt] ?? null
      if (isExample(code, words)) continue
      sent.push({ sheet, row, code: code === null ? '' : String(code), cells })
    }
  }
  return { layout, sent, notes: notes.slice(0, MOST_REASONS) }
}
