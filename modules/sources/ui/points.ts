/** Points as they are pasted from a spreadsheet and edited in the table. Pure. */
import { SourcePoint } from '../contract.ts'

/** A point while it is edited: a number that was emptied is null. */
export interface PointDraft {
  address: string
  tagCode: string
  scale: number | null
  offset: number | null
}
export const EMPTY_POINT: PointDraft = { address: '', tagCode: '', scale: 1, offset: 0 }

export type PasteProblem = 'columns' | 'scale' | 'offset'
export interface Pasted {
  points: PointDraft[]
  /** Lines that were left out, counted from 1, with why. */
  problems: { line: number; problem: PasteProblem }[]
}

/** A heading that was copied along, in either language. */
const HEADING = /^(地址|address|节点|因子|factor|node)/i
const numberIn = (text: string | undefined, absent: number): number | null =>
  text === undefined || text === '' ? absent : Number.isFinite(Number(text)) ? Number(text) : null

/** Lines of `address, tag, scale, offset` apart by tabs, as a spreadsheet copies them; also commas and semicolons where there is no tab. */
export function pointsIn(text: string): Pasted {
  const points: PointDraft[] = []
  const problems: Pasted['problems'] = []
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue
    const cells = line.split(line.includes('\t') ? '\t' : /[,，;；]/).map((cell) => cell.trim())
    if (points.length === 0 && problems.length === 0 && HEADING.test(cells[0] ?? '')) continue
    const [address = '', tagCode = '', scaleText, offsetText] = cells
    const scale = numberIn(scaleText, 1)
    const offset = numberIn(offsetText, 0)
    if (address === '' || tagCode === '') problems.push({ line: index + 1, problem: 'columns' })
    else if (scale === null || scale === 0) problems.push({ line: index + 1, problem: 'scale' })
    else if (offset === null) problems.push({ line: index + 1, problem: 'offset' })
    else points.push({ address, tagCode, scale, offset })
  }
  return { points, problems }
}

/** The table as text that a spreadsheet takes. */
export const pointsAsText = (points: readonly PointDraft[]): string =>
  points.map(({ address, tagCode, scale, offset }) => [address, tagCode, scale ?? '', offset ?? ''].join('\t')).join('\n')

/** Newly given points after those there are; the same address is replaced where it stands. */
export function merged(points: readonly PointDraft[], given: readonly PointDraft[]): PointDraft[] {
  const byAddress = new Map(given.map((point) => [point.address, point]))
  const kept = points.map((point) => {
    const replacing = byAddress.get(point.address)
    byAddress.delete(point.address)
    return replacing ?? point
  })
  return [...kept, ...byAddress.values()]
}

/** @returns what the contract takes, or the rows (from 0) that are not whole. */
export function wholePoints(drafts: readonly PointDraft[]): { points: SourcePoint[] } | { wrongRows: number[] } {
  const read = drafts.map((draft) => SourcePoint.safeParse(draft))
  const wrongRows = read.flatMap(({ success }, row) => (success ? [] : [row]))
  return wrongRows.length > 0 ? { wrongRows } : { points: read.flatMap(({ data }) => (data ? [data] : [])) }
}

/** What the last part of an address suggests as the code of its tag. */
export const suggestedTag = (address: string, name: string): string => {
  const last = /([A-Za-z0-9][A-Za-z0-9_-]*)$/.exec(name) ?? /([A-Za-z0-9][A-Za-z0-9_-]*)$/.exec(address)
  return last?.[1] ?? ''
}
