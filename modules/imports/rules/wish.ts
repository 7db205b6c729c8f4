/** What a row asks for: laid over what is there, checked by the contract's own shape, with the difference field by field. Empty cells leave things as they are. */
import { AssetChange, type AssetKind, NewAsset, NewTag, TagChange } from '@anyuan/assets/contract'
import { OrgPath } from '@anyuan/kernel'
import { NewOrgUnit, OrgUnitChange } from '@anyuan/organisation/contract'
import type { FieldChange, RowProblem, SheetName } from '../contract.ts'
import type { RowValues, Vocabulary } from './cells.ts'
import { COLUMNS, type Column, detailFields } from './columns.ts'
import { findUnit, firstWord, type Known, mayStandAt } from './known.ts'

type Thing = Record<string, unknown>
export type Wish = { input: Thing } | { change: Thing }
export interface Wished {
  /** Null where the row is wrong or asks for nothing new. */
  wish: Wish | null
  changes: FieldChange[]
  problems: RowProblem[]
  /** Codes of the sources that may send the tag from now on; null: as it is. */
  sources: string[] | null
  /** A new thing that is to come switched off: the contract of a new one knows no switch, the row does. */
  switchedOff: boolean
}
export interface WishContext {
  known: Known
  /** Where things of this sheet may stand, for whoever asks. */
  scope: readonly string[]
  words: Vocabulary
}

const SHAPES = {
  units: { fresh: NewOrgUnit, change: OrgUnitChange },
  assets: { fresh: NewAsset, change: AssetChange },
  tags: { fresh: NewTag, change: TagChange },
}
/** What belongs to the kinds of asset and may stay unknown. */
const UNKNOWN_DETAIL: Thing = {
  process: null,
  heightMetres: null,
  mountingHeightMetres: null,
  calibrationDueAt: null,
  floorSquareMetres: null,
  streamUrl: null,
  description: null,
}

/** @param present the thing of this code as it is, or null. @param senders the sources that may send it now. */
export function wishOf(
  sheet: SheetName,
  values: RowValues,
  present: Thing | null,
  senders: readonly string[],
  context: WishContext,
): Wished {
  const problems: RowProblem[] = []
  const next = overlay(sheet, values, present, context, problems)
  const placed = String(sheet === 'units' ? next.path : next.org)
  const outside = placed === 'undefined' ? null : mayStandAt(placed, context.scope)
  if (outside) problems.push({ ...outside, column: sheet === 'units' ? 'parent' : 'org' })
  const sources = sourcesOf(values, context, problems)
  if (problems.length > 0) return nothing(problems)

  const changes = differences(sheet, values, present, next, senders, sources, context.words)
  const moved = sources !== null && sources.join() !== [...senders].sort().join()
  if (present && changes.length === 0) return nothing(problems)
  const given = present ? changedPart(present, next) : next
  const shape = present ? SHAPES[sheet].change : SHAPES[sheet].fresh
  const parsed = shape.safeParse(given)
  if (!parsed.success) return nothing(parsed.error.issues.map((issue) => problemOf(sheet, issue)))
  const wish: Wish = present ? { change: parsed.data as Thing } : { input: parsed.data as Thing }
  const enabled = values.get('enabled')
  const switchedOff = !present && enabled !== undefined && 'value' in enabled && enabled.value === false
  return { wish, changes, problems, sources: moved ? sources : null, switchedOff }
}

const nothing = (problems: RowProblem[]): Wished => ({ wish: null, changes: [], problems, sources: null, switchedOff: false })

function overlay(sheet: SheetName, values: RowValues, present: Thing | null, context: WishContext, problems: RowProblem[]): Thing {
  const next: Thing = present ? structuredClone(present) : {}
  if (sheet === 'assets') beginDetail(next, values, present, problems)
  for (const column of COLUMNS[sheet]) {
    const given = values.get(column.key)
    if (!given || column.path.length === 0) continue
    if ('clear' in given) clear(next, column)
    else if ('value' in given) {
      const value = resolve(column, given.value, context.known, problems)
      if (value !== undefined) put(next, column.path, value)
    }
  }
  if (sheet === 'units') placeUnit(next, values, present, context.known, problems)
  finish(next)
  return next
}

function resolve(column: Column, value: string | number | boolean, known: Known, problems: RowProblem[]): unknown {
  if (column.meaning.kind === 'unit') {
    const unit = findUnit(known.units, String(value))
    if (!unit) problems.push({ column: column.key, code: 'imports.cell.no_such_unit', params: { given: value } })
    return unit?.path
  }
  if (column.meaning.kind === 'asset') {
    const code = [String(value), firstWord(String(value))].find((one) => known.assetCodes.has(one))
    if (code === undefined) problems.push({ column: column.key, code: 'imports.cell.no_such_asset', params: { given: value } })
    return code
  }
  return value
}

/** Another kind begins anew; a cell that the kind knows nothing of would be lost without a word. */
function beginDetail(next: Thing, values: RowValues, present: Thing | null, problems: RowProblem[]): void {
  const given = values.get('kind')
  const before = present?.detail as { kind: AssetKind } | undefined
  const kind = given && 'value' in given ? (given.value as AssetKind) : before?.kind
  if (!kind) return
  const fields = detailFields(kind)
  if (before?.kind !== kind)
    next.detail = Object.fromEntries(Object.entries({ ...UNKNOWN_DETAIL, kind }).filter(([field]) => fields.has(field)))
  for (const column of COLUMNS.assets) {
    const [root, field] = column.path
    if (root === 'detail' && field && !fields.has(field) && values.has(column.key))
      problems.push({ column: column.key, code: 'imports.cell.not_for_kind', params: {} })
  }
}

/** A unit has its place by the code of its parent and a label of its own; once it stands, it stays. */
function placeUnit(next: Thing, values: RowValues, present: Thing | null, known: Known, problems: RowProblem[]): void {
  const [parentCell, labelCell, codeCell] = [values.get('parent'), values.get('label'), values.get('code')]
  const parent = parentCell && 'value' in parentCell ? findUnit(known.units, String(parentCell.value)) : undefined
  if (parentCell && 'value' in parentCell && !parent) {
    problems.push({ column: 'parent', code: 'imports.cell.no_such_unit', params: { given: parentCell.value } })
    return
  }
  const label = labelCell && 'value' in labelCell ? String(labelCell.value) : null
  if (present) {
    const path = String(present.path)
    const standsBelow = path.includes('.') ? path.slice(0, path.lastIndexOf('.')) : ''
    if (parent && parent.path !== standsBelow) problems.push({ column: 'parent', code: 'imports.cell.fixed', params: { now: standsBelow } })
    if (label !== null && !path.endsWith(`.${label}`) && path !== label)
      problems.push({ column: 'label', code: 'imports.cell.fixed', params: { now: path.slice(path.lastIndexOf('.') + 1) } })
    if (next.level !== present.level) problems.push({ column: 'level', code: 'imports.cell.fixed', params: { now: present.level } })
    return
  }
  if (!parent) {
    problems.push({ column: 'parent', code: 'imports.cell.required', params: {} })
    return
  }
  const code = codeCell && 'value' in codeCell ? String(codeCell.value) : ''
  const path = OrgPath.safeParse(`${parent.path}.${label ?? code.toLowerCase().replace(/[^a-z0-9_]+/g, '_')}`)
  if (path.success) next.path = path.data
  else problems.push({ column: 'label', code: 'imports.cell.label', params: {} })
}

/** Parts that make sense only together. */
function finish(next: Thing): void {
  const position = next.position as Thing | null | undefined
  if (position && position.crs === undefined) next.position = { crs: 'WGS-84', ...position }
  const guidance = next.guidance as Thing | null | undefined
  if (guidance) next.guidance = { cause: '', consequence: '', action: '', phone: null, ...guidance }
  const detail = next.detail as Thing | undefined
  const substance = detail?.substance as Thing | undefined
  if (detail && substance) detail.substance = { cas: null, ...substance }
}

function put(thing: Thing, path: readonly string[], value: unknown): void {
  let at = thing
  for (const step of path.slice(0, -1)) {
    const inner = at[step]
    const next: Thing = typeof inner === 'object' && inner !== null ? (inner as Thing) : {}
    at[step] = next
    at = next
  }
  at[path.at(-1)!] = value
}
/** A limit or a watch goes as a whole, a place too; text becomes empty, all else unknown. */
function clear(thing: Thing, { path }: Column): void {
  const [root, group] = path
  if (root === 'position') thing.position = null
  else if (root === 'alarms' && group) delete (thing.alarms as Thing | undefined)?.[group]
  else put(thing, path, root === 'guidance' && group !== 'phone' ? '' : null)
}

const valueAt = (thing: Thing | null, path: readonly string[]): unknown =>
  path.reduce<unknown>((at, step) => (typeof at === 'object' && at !== null ? (at as Thing)[step] : undefined), thing)
const shown = (column: Column, value: unknown, words: Vocabulary): string | null => {
  if (value === null || value === undefined) return null
  if (column.meaning.kind === 'choice') return words.texts(`${column.meaning.words}.${String(value)}`)[0] ?? String(value)
  if (column.meaning.kind === 'flag') return words.texts(value ? 'imports.yes' : 'imports.no')[0] ?? String(value)
  return String(value)
}

function differences(
  sheet: SheetName,
  values: RowValues,
  present: Thing | null,
  next: Thing,
  senders: readonly string[],
  sources: readonly string[] | null,
  words: Vocabulary,
): FieldChange[] {
  const changes: FieldChange[] = []
  for (const column of COLUMNS[sheet]) {
    if (!values.has(column.key)) continue
    if (column.meaning.kind === 'sources') {
      const [before, after] = [[...senders].sort().join(', '), (sources ?? []).join(', ')]
      if (before !== after) changes.push({ column: column.key, before: before || null, after: after || null })
      continue
    }
    if (column.path.length === 0) continue
    const [before, after] = [shown(column, valueAt(present, column.path), words), shown(column, valueAt(next, column.path), words)]
    if (before !== after) changes.push({ column: column.key, before, after })
  }
  return changes
}

/** Only what differs: what a change does not name stays as it is, also if somebody changes it in between. */
const changedPart = (present: Thing, next: Thing): Thing =>
  Object.fromEntries(Object.entries(next).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(present[key])))

function sourcesOf(values: RowValues, { known }: WishContext, problems: RowProblem[]): string[] | null {
  const given = values.get('sources')
  if (!given) return null
  if ('clear' in given) return []
  if (!('codes' in given)) return null
  for (const code of given.codes) {
    const hasList = known.sources.get(code)
    if (hasList === undefined) problems.push({ column: 'sources', code: 'imports.cell.no_such_source', params: { given: code } })
    else if (!hasList) problems.push({ column: 'sources', code: 'imports.cell.source_by_points', params: { given: code } })
  }
  return [...new Set(given.codes)].sort()
}

interface Issue {
  code?: string
  path: readonly PropertyKey[]
  minimum?: unknown
  maximum?: unknown
  input?: unknown
}
/** The contract's own refusal, in the cell that it is about. */
export function problemOf(sheet: SheetName, issue: Issue): RowProblem {
  const path = issue.path.map(String)
  const column =
    COLUMNS[sheet].find((one) => one.path.length > 0 && one.path.join('.') === path.join('.')) ??
    COLUMNS[sheet].find((one) => one.path[0] === path[0] && one.path[1] === path[1]) ??
    COLUMNS[sheet].find((one) => one.path[0] === path[0])
  const at = column?.key ?? null
  switch (issue.code) {
    case 'too_small':
      return { column: at, code: 'imports.cell.too_small', params: { limit: issue.minimum } }
    case 'too_big':
      return { column: at, code: 'imports.cell.too_big', params: { limit: issue.maximum } }
    case 'invalid_type':
    case 'invalid_union':
      return { column: at, code: 'imports.cell.required', params: {} }
    default:
      return { column: at, code: 'imports.cell.form', params: {} }
  }
}

/** In which cell a refusal by the rules of a module is to be seen. */
export function cellOfRefusal(sheet: SheetName, code: string, params: Readonly<Record<string, unknown>>): string | null {
  switch (code) {
    case 'assets.limit_out_of_range':
      return String(params.limit)
    case 'assets.limits_out_of_order':
      return String(params.upper)
    case 'assets.range_empty':
      return 'rangeHigh'
    case 'assets.tag_code_taken':
    case 'assets.code_taken':
    case 'organisation.code_taken':
      return 'code'
    case 'organisation.path_taken':
      return 'label'
    case 'organisation.no_parent':
      return 'parent'
    case 'organisation.level_below_parent':
      return 'level'
    case 'assets.change_by_request':
      return 'high'
    default:
      return COLUMNS[sheet][0]?.key ?? null
  }
}
