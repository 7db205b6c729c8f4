/** What the import asks of the world: the neighbours' rules for many at once, the thread that opens workbooks, the queue. */
import type { Asset, AssetChange, NewAsset, NewTag, Tag, TagChange } from '@anyuan/assets/contract'
import type { Audit, Bulk, Caller, Clock, JobQueue, Transact } from '@anyuan/kernel'
import type { NewOrgUnit, OrgUnit, OrgUnitChange } from '@anyuan/organisation/contract'
import type { ImportsStore, Tx } from '../store.ts'

/** Which source may send which tag. */
export interface Senders {
  sources(tx: unknown): Promise<{ code: string; org: string; hasList: boolean }[]>
  senders(tx: unknown, tagCodes: readonly string[]): Promise<Map<string, string[]>>
  setSenders(tx: unknown, caller: Caller, senders: readonly { tagCode: string; sourceCodes: readonly string[] }[]): Promise<void>
}

/** Where a person may do what the sheets ask for: the same permissions as for one thing at a time. */
export interface SheetScopes {
  units: readonly string[]
  assets: readonly string[]
  tags: readonly string[]
  sources: readonly string[]
}

export interface SentCell {
  row: number
  cells: (string | number | boolean | null)[]
}
export type ReadAnswer = { ok: true; sheets: { name: string; rows: SentCell[] }[] } | { ok: false; fault: string }
export interface CellMark {
  sheet: string
  row: number
  column: number
  note: string
}
export interface TemplateColumn {
  heading: string
  note: string
  width: number
  example: string | number | null
  list?: string
  required: boolean
  numeric: boolean
}
/** Opens, marks and makes workbooks beside the requests. */
export interface Workbooks {
  read(kind: 'xlsx' | 'csv', file: Uint8Array): Promise<ReadAnswer>
  mark(kind: 'xlsx' | 'csv', file: Uint8Array, marks: CellMark[]): Promise<Uint8Array>
  template(template: {
    guide: { title: string; lines: string[] }
    sheets: { name: string; columns: TemplateColumn[] }[]
    lists: Record<string, string[]>
    listsSheet: string
  }): Promise<Uint8Array>
}

/** The words of all modules, in one language. */
export interface Words {
  has(key: string): boolean
  say(key: string, params?: Readonly<Record<string, unknown>>): string
}

export interface Needs {
  transact: Transact<Tx>
  store: ImportsStore
  audit: Audit<Tx>
  clock: Clock
  jobs: JobQueue<Tx>
  units: Bulk<NewOrgUnit, OrgUnit, OrgUnitChange>
  assets: Bulk<NewAsset, Asset, AssetChange>
  tags: Bulk<NewTag, Tag, TagChange>
  senders: Senders
  /** All units that the transaction sees. */
  allUnits: (caller: Caller) => Promise<Pick<OrgUnit, 'path' | 'code' | 'name' | 'level'>[]>
  /** Codes and names of assets within the scope, for the drop-down of the template. */
  assetNames: (caller: Caller) => Promise<{ code: string; name: string }[]>
  /** What else stands at or below these places: place → one of its codes. */
  standingBelow: (tx: unknown, paths: readonly string[]) => Promise<Map<string, string>>
  scopesOf: (caller: Caller) => Promise<SheetScopes>
  workbooks: Workbooks
  words: (language: 'zh' | 'en') => Words
}
