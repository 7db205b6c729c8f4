/** Plays the Tennessee Eastman runs: one row every five seconds, normal operation in a loop, a fault run while its incident lasts. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

export interface Run {
  columns: string[]
  rows: Float64Array[]
}
export type RunName = 'd00_te' | 'd01_te' | 'd06_te'

const ROW_MS = 5000
/** The fault sets in after row 160; a little of the quiet before is shown. */
const FAULT_FIRST_ROW = 152
const FAULT_TAIL_ROWS = 60

/** Reads one run from `data/`. Fails where a row is short or not a number. */
export function readRun(name: RunName): Run {
  const [head, ...lines] = gunzipSync(readFileSync(new URL(`../data/${name}.csv.gz`, import.meta.url)))
    .toString('utf8')
    .trim()
    .split('\n')
  const columns = head!.trim().split(',')
  const rows = lines.map((line, i) => {
    const row = Float64Array.from(line.split(','), Number)
    if (row.length !== columns.length || row.some(Number.isNaN)) throw new Error(`${name} row ${i + 1} is not ${columns.length} numbers`)
    return row
  })
  return { columns, rows }
}

export interface Eastman {
  /** Value of a column (`XMEAS7`, `XMV3`) at `nowMs`; null where there is no such column. */
  read(column: string, nowMs: number): number | null
  /** Changes to a fault run from `nowMs` on, or back to normal with null. */
  play(fault: 'd01_te' | 'd06_te' | null, nowMs: number): void
}

export function eastman(startMs: number): Eastman {
  const normal = readRun('d00_te')
  const columnOf = new Map(normal.columns.map((column, i) => [column, i]))
  let fault: { run: Run; startedMs: number } | null = null
  return {
    read(column, nowMs) {
      const at = columnOf.get(column)
      if (at === undefined) return null
      if (fault === null) return normal.rows[Math.floor((nowMs - startMs) / ROW_MS) % normal.rows.length]![at]!
      const { rows } = fault.run
      let row = FAULT_FIRST_ROW + Math.max(0, Math.floor((nowMs - fault.startedMs) / ROW_MS))
      if (row >= rows.length) row = rows.length - FAULT_TAIL_ROWS + ((row - rows.length) % FAULT_TAIL_ROWS)
      return rows[row]![at]!
    },
    play(name, nowMs) {
      fault = name === null ? null : { run: readRun(name), startedMs: nowMs }
    },
  }
}
