/** What a file asks for, row by row, against what is there: the same plan for the dry run and, in its transaction, for the import itself. */
import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { Bulk, Caller, Saved, Wanted } from '@anyuan/kernel'
import type { FieldChange, ImportCounts, RowProblem, SheetName } from '../contract.ts'
import { type Cell, cellOfRefusal, columnOf, type Known, readRow, unitIndex, type Vocabulary, type Wished, wishOf } from '../rules.ts'
import type { KeptRow, SheetLayout } from '../store.ts'
import type { Needs, SheetScopes } from './needs.ts'

export interface SentRow {
  sheet: SheetName
  row: number
  code: string
  cells: Cell[]
}
interface PlannedRow {
  sent: SentRow
  changes: FieldChange[]
  problems: RowProblem[]
  saved: Saved<Thing> | null
  sendersBefore: string[] | null
  sendersAfter: string[] | null
}
type Thing = Record<string, unknown> & { code: string }
type AnyBulk = Bulk<Thing, Thing, Thing>

const SHEETS = ['units', 'assets', 'tags'] as const satisfies readonly SheetName[]
/** Rows judged in one go; between two, others get their turn. */
const PORTION = 500 // default, not from a standard

export interface Plan {
  rows: PlannedRow[]
  counts: ImportCounts
}
type PlanNeeds = Pick<Needs, 'units' | 'assets' | 'tags' | 'senders' | 'allUnits'>

/** @param onProgress told how many rows are judged. */
export async function planRows(
  needs: PlanNeeds,
  {
    tx,
    caller,
    scopes,
    words,
    layout,
    sent,
    onProgress,
  }: {
    tx: unknown
    caller: Caller
    scopes: SheetScopes
    words: Vocabulary
    layout: readonly SheetLayout[]
    sent: readonly SentRow[]
    onProgress: (done: number) => Promise<void>
  },
): Promise<Plan> {
  const sources = (await needs.senders.sources(tx)).filter((source) => scopes.sources.some((path) => within(source.org, path)))
  const units = [...(await needs.allUnits(caller))]
  const assetCodes = new Set<string>()
  const rows: PlannedRow[] = []
  let done = 0
  for (const sheet of SHEETS) {
    const own = sent.filter((row) => row.sheet === sheet)
    if (own.length === 0) continue
    const bulk = needs[sheet] as unknown as AnyBulk // the shapes differ by sheet; each row is parsed by its own contract before it gets here
    const columns = (layout.find((one) => one.sheet === sheet)?.columns ?? []).map((key) =>
      key === null ? null : (columnOf(sheet, key) ?? null),
    )
    if (sheet === 'tags') for (const code of await knownAssets(needs, tx, own, columns)) assetCodes.add(code)
    const known: Known = { units: unitIndex(units), assetCodes, sources: new Map(sources.map((source) => [source.code, source.hasList])) }
    const codes = own.map((row) => row.code)
    const present = await bulk.present(tx, codes)
    const senders = sheet === 'tags' ? await needs.senders.senders(tx, codes) : new Map<string, string[]>()
    const context = { known, scope: scopes[sheet], words }
    const seen = new Map<string, number>()
    const ordered = sheet === 'units' ? parentsFirst(own, columns, known) : own
    const portion = sheet === 'units' ? ordered.length : PORTION
    for (let at = 0; at < ordered.length; at += portion) {
      const planned = ordered.slice(at, at + portion).map((row) => {
        const { values, problems } = readRow(columns, row.cells, words)
        const earlier = seen.get(row.code)
        seen.set(row.code, earlier ?? row.row)
        if (row.code === '') problems.push({ column: 'code', code: 'imports.cell.required', params: {} })
        else if (earlier !== undefined) problems.push({ column: 'code', code: 'imports.cell.twice', params: { row: earlier } })
        const now = senders.get(row.code) ?? []
        const wished: Wished =
          row.code === '' || earlier !== undefined
            ? { wish: null, changes: [], problems, sources: null, switchedOff: false }
            : together(problems, wishOf(sheet, values, (present.get(row.code) as Thing | undefined) ?? null, now, context))
        // a new unit may carry the next ones of the file
        if (sheet === 'units' && wished.wish && 'input' in wished.wish) addUnit(known, wished.wish.input)
        return { row, wished, before: (present.get(row.code) as Thing | undefined) ?? null, now }
      })
      const asked = planned.filter(
        ({ wished }) => wished.wish && (!('change' in wished.wish) || Object.keys(wished.wish.change).length > 0),
      )
      const answers = await bulk.judge(
        tx,
        asked.map(
          ({ wished, before }): Wanted<Thing, Thing, Thing> =>
            'input' in wished.wish! ? { input: wished.wish.input as Thing } : { before: before!, change: wished.wish!.change as Thing },
        ),
      )
      const answerOf = new Map(asked.map((one, i) => [one, answers[i]!]))
      for (const one of planned) {
        const answer = answerOf.get(one)
        const { row, wished, now } = one
        const moved = wished.sources !== null
        if (answer && !answer.ok) {
          const at = cellOf(sheet, answer.code, answer.params, wished.changes)
          rows.push({
            sent: row,
            changes: [],
            problems: [{ column: at, code: answer.code, params: answer.params }],
            saved: null,
            sendersBefore: null,
            sendersAfter: null,
          })
          continue
        }
        const saved = answer?.ok ? finished(answer.saved, one.wished) : null
        rows.push({
          sent: row,
          changes: wished.changes,
          problems: wished.problems,
          saved,
          sendersBefore: moved ? now : null,
          sendersAfter: wished.sources,
        })
        if (!saved || saved.before) continue
        if (sheet === 'units') units.push(saved.after as never)
        if (sheet === 'assets') assetCodes.add(saved.after.code)
      }
      done += planned.length
      await onProgress(done)
      await yieldToOthers()
    }
  }
  return { rows, counts: countsOf(rows) }
}

const within = (path: string, ancestor: string) => ancestor === '' || path === ancestor || path.startsWith(`${ancestor}.`)

/** All that is wrong with a row at once, a cell once: what could not be read is not also missing. */
function together(unread: readonly RowProblem[], wished: Wished): Wished {
  if (unread.length === 0) return wished
  const told = new Set(unread.map((problem) => problem.column))
  const more = wished.problems.filter((problem) => !told.has(problem.column))
  return { wish: null, changes: [], problems: [...unread, ...more], sources: null, switchedOff: false }
}

const finished = (saved: Saved<Thing>, { switchedOff }: Wished): Saved<Thing> =>
  switchedOff ? { before: null, after: { ...saved.after, enabled: false } } : saved

function addUnit(known: Known, input: Thing | Record<string, unknown>): void {
  const unit = { path: String(input.path), code: String(input.code), name: String(input.name) }
  const units = known.units as Map<string, typeof unit>
  units.set(unit.path, unit)
  units.set(unit.code, unit)
  if (!units.has(unit.name)) units.set(unit.name, unit)
}

/** Rows whose parent is another row of the file come after it. What stands in a circle keeps its place and finds no parent. */
function parentsFirst(rows: readonly SentRow[], columns: readonly (ReturnType<typeof columnOf> | null)[], known: Known): SentRow[] {
  const parentAt = columns.findIndex((column) => column?.key === 'parent')
  const byCode = new Map(rows.map((row) => [row.code, row]))
  const placed = new Set<SentRow>()
  const ordered: SentRow[] = []
  const place = (row: SentRow, above: ReadonlySet<SentRow>) => {
    if (placed.has(row)) return
    const text = String(row.cells[parentAt] ?? '')
    const parent = known.units.has(text) ? undefined : (byCode.get(text) ?? byCode.get(text.split(/\s/)[0] ?? ''))
    if (parent && parent !== row && !above.has(parent)) place(parent, new Set([...above, row]))
    placed.add(row)
    ordered.push(row)
  }
  for (const row of rows) place(row, new Set())
  return ordered
}

async function knownAssets(
  needs: PlanNeeds,
  tx: unknown,
  rows: readonly SentRow[],
  columns: readonly (ReturnType<typeof columnOf> | null)[],
): Promise<string[]> {
  const at = columns.findIndex((column) => column?.key === 'asset')
  if (at < 0) return []
  const named = new Set(
    rows.flatMap((row) =>
      row.cells[at] === null || row.cells[at] === undefined ? [] : [String(row.cells[at]), String(row.cells[at]).split(/\s/)[0] ?? ''],
    ),
  )
  return [...(await needs.assets.present(tx, [...named])).keys()]
}

/** Settings of alarms are refused as a whole: the cell that asked for it is the first of them that would change. */
const cellOf = (
  sheet: SheetName,
  code: string,
  params: Readonly<Record<string, unknown>>,
  changes: readonly FieldChange[],
): string | null =>
  code === 'assets.change_by_request'
    ? (changes.find((change) => columnOf(sheet, change.column)?.path[0] === 'alarms')?.column ?? null)
    : cellOfRefusal(sheet, code, params)

export const verdictOf = ({ problems, saved, sendersAfter }: PlannedRow): KeptRow['verdict'] =>
  problems.length > 0 ? 'wrong' : saved ? (saved.before ? 'changed' : 'new') : sendersAfter ? 'changed' : 'unchanged'

function countsOf(rows: readonly PlannedRow[]): ImportCounts {
  const none = () => ({ new: 0, changed: 0, unchanged: 0, wrong: 0 })
  const counts: ImportCounts = { units: none(), assets: none(), tags: none() }
  for (const row of rows) counts[row.sent.sheet][verdictOf(row)]++
  return counts
}

/** As it is kept: without what would be saved, which is only kept once it is. */
export const keptRow = (planned: PlannedRow): KeptRow => ({
  sheet: planned.sent.sheet,
  row: planned.sent.row,
  code: planned.sent.code,
  cells: planned.sent.cells,
  verdict: verdictOf(planned),
  changes: planned.changes,
  problems: planned.problems,
  before: null,
  after: null,
  sendersBefore: null,
  sendersAfter: null,
})
