/** What is read from a file that a user sends, and what is written into it. */

/** Empty cells are null. A date is ISO 8601 in UTC: the cell's wall clock is taken for Beijing's. */
export type ReadCell = string | number | boolean | null
export interface ReadRow {
  /** As Excel counts: the first is 1. */
  row: number
  cells: ReadCell[]
}
export interface ReadSheet {
  name: string
  rows: ReadRow[]
}
export type FileKind = 'xlsx' | 'csv'

/** A note in a cell, with a fill that is seen. `column` counts from 0. */
export interface CellMark {
  sheet: string
  row: number
  column: number
  note: string
}

/** A sheet of a template: headings with notes, a filled example row, drop-downs for the rows below. */
export interface TemplateColumn {
  heading: string
  note: string
  width: number
  example: string | number | null
  /** What may be chosen, in a list of its own (`lists`). */
  list?: string
  required: boolean
  numeric: boolean
}
export interface Template {
  /** Lines of the first sheet. */
  guide: { title: string; lines: string[] }
  sheets: { name: string; columns: TemplateColumn[] }[]
  /** Name → entries; they stand in a hidden sheet. */
  lists: Record<string, string[]>
  listsSheet: string
}

export const READ_LIMITS = {
  /** Unpacked, all parts together. default, not from a standard */
  unpackedBytes: 300 * 1024 * 1024,
  parts: 500, // default, not from a standard
  rows: 60_000, // default, not from a standard
  columns: 100, // default, not from a standard
} as const

/** Why a file is not read. `code` is a word of whoever asked. */
export type ReadFault = 'not_a_workbook' | 'too_big_unpacked' | 'too_many_rows' | 'took_too_long' | 'not_utf8'
export type ReadAnswer = { ok: true; sheets: ReadSheet[] } | { ok: false; fault: ReadFault }

export type WorkbookTask =
  | { task: 'read'; kind: FileKind; file: Uint8Array }
  | { task: 'mark'; kind: FileKind; file: Uint8Array; marks: CellMark[] }
  | { task: 'template'; template: Template }
