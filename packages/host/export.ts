/** One way out for every list (导出): the list's own filters, its columns in words, streamed as CSV or xlsx, counted beforehand, and written into the audit trail. */
import { SHEET_FORMATS, SHEET_MEDIA, type SheetColumn, sheetStream } from '@anyuan/documents'
import { type Caller, Refused } from '@anyuan/kernel'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { LANGUAGES, type WordBooks, type Words } from './words.ts'

/** More than this is refused before it begins; a narrower filter helps. */
export const MOST_EXPORTED_ROWS = 200_000 // default, not from a standard
/** Rows read in one go: most lists are read in a single, consistent look. */
const PORTION = 10_000 // default, not from a standard

export interface ExportEntry {
  /** Which list, by the key of its name. */
  list: string
  format: string
  filter: Readonly<Record<string, unknown>>
  rows: number
  /** False where it broke off or the reader went away. */
  complete: boolean
}
/** What exports ask of the house. */
export interface ExportDesk {
  words: WordBooks
  record(caller: Caller, entry: ExportEntry): Promise<void>
  /** The name of a place for the reader; the path where it is not known. */
  placeNames(caller: Caller): Promise<(org: string) => string>
}
declare module 'fastify' {
  interface FastifyInstance {
    exportDesk: ExportDesk
  }
}

export const ExportChoice = z.object({
  format: z.enum(SHEET_FORMATS),
  lang: z.enum(LANGUAGES).default('zh'),
  probe: z.stringbool().optional().describe('only say how many rows it would be'),
})
export const ExportProbe = z.object({ rows: z.number().int() })
export interface ExportContext {
  words: Words
  place: (org: string) => string
}

export interface ListExport<Query extends z.ZodObject, Row> {
  /** Key of the list's name; the file and its tab bear it. */
  title: string
  permission: string
  /** The list's own query, with `page` and `pageSize`. */
  query: Query
  read: (caller: Caller, query: z.output<Query>) => Promise<{ items: readonly Row[]; total: number }>
  /** What makes a row that row: between two portions the list may move, and no row is written twice. */
  rowKey: (row: Row) => string | number
  columns: (context: ExportContext) => SheetColumn<Row>[]
}

type App = Parameters<FastifyPluginAsyncZod>[0]

/** Adds `GET <path>` to a module's routes, e.g. `/tags/export`. */
export function exportList<Query extends z.ZodObject, Row>(app: App, path: string, list: ListExport<Query, Row>): void {
  const { page: _page, pageSize: _pageSize, ...filters } = list.query.shape
  const querystring = ExportChoice.extend(filters)
  app.get(path, { config: { permission: list.permission }, schema: { querystring } }, async (request, reply) => {
    const { format, lang, probe, ...filter } = request.query as z.output<typeof ExportChoice> & Record<string, unknown>
    const { caller } = request
    // the filters have been parsed by the route; only page and size are still missing
    const read = (page: number, pageSize: number) => list.read(caller, { ...filter, page, pageSize } as z.output<Query>)
    if (probe) return { rows: checked((await read(1, 1)).total) }
    const first = await read(1, PORTION)
    checked(first.total)
    return sendSheet(request, reply, {
      list: list.title,
      format,
      lang,
      filter,
      columns: list.columns,
      portions: portions(first, read, list.rowKey),
    })
  })
}

function checked(rows: number): number {
  if (rows > MOST_EXPORTED_ROWS) throw new Refused('house.too_many_rows', { rows, most: MOST_EXPORTED_ROWS })
  return rows
}

async function* portions<Row>(
  first: { items: readonly Row[]; total: number },
  read: (page: number, pageSize: number) => Promise<{ items: readonly Row[] }>,
  rowKey: (row: Row) => string | number,
): AsyncGenerator<readonly Row[]> {
  const seen = new Set<string | number>()
  const unseen = (rows: readonly Row[]) =>
    rows.filter((row) => {
      const key = rowKey(row)
      return seen.has(key) ? false : seen.add(key)
    })
  yield unseen(first.items)
  for (let page = 2; (page - 1) * PORTION < first.total; page++) yield unseen((await read(page, PORTION)).items)
}

/** Sends rows as a file and writes down who took them. The first portion should be at hand: what fails before it is still an ordinary refusal. */
export async function sendSheet<Row>(
  request: FastifyRequest,
  reply: FastifyReply,
  sheet: {
    list: string
    format: (typeof SHEET_FORMATS)[number]
    lang: (typeof LANGUAGES)[number]
    filter: Readonly<Record<string, unknown>>
    columns: (context: ExportContext) => SheetColumn<Row>[]
    portions: AsyncIterable<readonly Row[]>
  },
): Promise<FastifyReply> {
  const desk = request.server.exportDesk
  const { caller } = request
  const words = desk.words[sheet.lang]
  const place = await desk.placeNames(caller)
  let rows = 0
  let complete = false
  async function* counted(): AsyncGenerator<readonly Row[]> {
    try {
      for await (const portion of sheet.portions) {
        rows += portion.length
        yield portion
      }
      complete = true
    } finally {
      const { list, format, filter } = sheet
      await desk
        .record(caller, { list, format, filter, rows, complete })
        .catch((error: unknown) => request.log.error({ err: error }, 'audit of an export'))
    }
  }
  const title = words.say(sheet.list)
  const stream = sheetStream(sheet.format, {
    title,
    columns: sheet.columns({ words, place }),
    words: { yes: words.say('ui.yes'), no: words.say('ui.no') },
    portions: counted(),
  })
  return reply
    .header(
      'content-disposition',
      `attachment; filename="export.${sheet.format}"; filename*=UTF-8''${encodeURIComponent(`${title}.${sheet.format}`)}`,
    )
    .type(SHEET_MEDIA[sheet.format])
    .send(stream)
}
