/** A small kit for reports in Word: headings, paragraphs, key figures, tables whose header returns on each page, page numbers and the time of making. */
import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  HeadingLevel,
  type IParagraphOptions,
  Packer,
  PageNumber,
  Paragraph,
  ShadingType,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
} from 'docx'
import { beijingClock, clockText } from '../sheets/columns.ts'

export interface WordColumn {
  heading: string
  /** Share of the width; columns without one share equally. */
  share?: number
  /** Numbers stand right. */
  numeric?: boolean
}
export interface KeyFigure {
  label: string
  /** As it is to be read; a figure that is not known is handed in as a dash. */
  value: string
  unit?: string
  /** One short line below: what it means, or how it is counted. */
  note?: string
}
export type Block =
  | { kind: 'heading'; level: 1 | 2 | 3; text: string }
  | { kind: 'paragraph'; text: string; secondary?: boolean }
  | { kind: 'list'; items: readonly string[] }
  | { kind: 'figures'; figures: readonly KeyFigure[] }
  | { kind: 'table'; columns: readonly WordColumn[]; rows: readonly (readonly string[])[]; none: string }
  | { kind: 'page_break' }

export interface WordReport {
  title: string
  /** Below the title, e.g. the park and the month. */
  subtitle: string
  /** Epoch milliseconds; stands in the footer in Beijing time. */
  madeAt: number
  /** Words of the footer. */
  words: { madeAt: string; page: string; of: string }
  blocks: readonly Block[]
}

const FONT = { ascii: 'Arial', hAnsi: 'Arial', cs: 'Arial', eastAsia: 'Microsoft YaHei' }
const TEXT = '1F2329'
const SECONDARY = '5C6370'
const LINE = 'D5D9E0'
const HEAD = 'EEF0F4'
/** Half points, as Word counts. */
const SIZE = { text: 21, secondary: 18, table: 19, figure: 36, title: 40, 1: 30, 2: 25, 3: 22 } as const
/** A4 with 20 mm margins, in twentieths of a point. */
const PAGE = { width: 11_906, height: 16_838, margin: 1134 } as const
const ROOM = PAGE.width - 2 * PAGE.margin
const FIGURES_A_ROW = 3
const border = (style: (typeof BorderStyle)[keyof typeof BorderStyle], color = LINE) => ({ style, size: 4, color })
const HEADINGS = { 1: HeadingLevel.HEADING_1, 2: HeadingLevel.HEADING_2, 3: HeadingLevel.HEADING_3 } as const

/** The whole file. */
export const wordFile = (report: WordReport): Promise<Buffer> => Packer.toBuffer(documentOf(report))

const run = (text: string, size: number, { bold = false, color = TEXT } = {}) => new TextRun({ text, size, bold, color, font: FONT })
const line = (text: string, size: number, look: { bold?: boolean; color?: string } = {}, more: IParagraphOptions = {}) =>
  new Paragraph({ ...more, children: [run(text, size, look)] })

function documentOf({ title, subtitle, madeAt, words, blocks }: WordReport): Document {
  const clock = beijingClock(madeAt)
  const made = `${words.madeAt} ${clock ? clockText(clock, false) : ''}`
  return new Document({
    title,
    creator: '安园 Anyuan',
    styles: { default: { document: { run: { font: FONT, size: SIZE.text, color: TEXT } } } },
    sections: [
      {
        properties: { page: { size: { width: PAGE.width, height: PAGE.height }, margin: marginOf(PAGE.margin) } },
        footers: { default: new Footer({ children: [footerLine(made, words)] }) },
        children: [
          line(title, SIZE.title, { bold: true }, { spacing: { after: 60 } }),
          line(subtitle, SIZE.text, { color: SECONDARY }, { spacing: { after: 280 } }),
          ...blocks.flatMap(drawn),
        ],
      },
    ],
  })
}

const marginOf = (all: number) => ({ top: all, right: all, bottom: all, left: all })

const footerLine = (made: string, words: WordReport['words']) =>
  new Paragraph({
    tabStops: [{ type: 'right', position: ROOM }],
    children: [
      run(`${made}\t`, SIZE.secondary, { color: SECONDARY }),
      new TextRun({
        children: [words.page, ' ', PageNumber.CURRENT, ` ${words.of} `, PageNumber.TOTAL_PAGES],
        size: SIZE.secondary,
        color: SECONDARY,
        font: FONT,
      }),
    ],
  })

function drawn(block: Block): (Paragraph | Table)[] {
  switch (block.kind) {
    case 'heading':
      return [
        line(
          block.text,
          SIZE[block.level],
          { bold: true },
          { heading: HEADINGS[block.level], keepNext: true, spacing: { before: 280, after: 100 } },
        ),
      ]
    case 'paragraph':
      return [
        line(block.text, block.secondary ? SIZE.secondary : SIZE.text, block.secondary ? { color: SECONDARY } : {}, {
          spacing: { after: 120, line: 320 },
        }),
      ]
    case 'list':
      return block.items.map((item) => line(item, SIZE.text, {}, { bullet: { level: 0 }, spacing: { after: 60, line: 320 } }))
    case 'figures':
      return [figureTable(block.figures), line('', SIZE.secondary)]
    case 'table':
      return [
        block.rows.length > 0 ? rowTable(block.columns, block.rows) : line(block.none, SIZE.text, { color: SECONDARY }),
        line('', SIZE.secondary),
      ]
    case 'page_break':
      return [new Paragraph({ pageBreakBefore: true })]
  }
}

function figureTable(figures: readonly KeyFigure[]): Table {
  const rows: (readonly (KeyFigure | null)[])[] = []
  for (let at = 0; at < figures.length; at += FIGURES_A_ROW) {
    const row: (KeyFigure | null)[] = figures.slice(at, at + FIGURES_A_ROW)
    rows.push([...row, ...Array.from({ length: FIGURES_A_ROW - row.length }, () => null)])
  }
  const width = Math.floor(ROOM / FIGURES_A_ROW)
  const none = border(BorderStyle.NONE)
  return new Table({
    width: { size: ROOM, type: WidthType.DXA },
    columnWidths: Array.from({ length: FIGURES_A_ROW }, () => width),
    layout: TableLayoutType.FIXED,
    borders: {
      top: border(BorderStyle.SINGLE),
      bottom: border(BorderStyle.SINGLE),
      left: none,
      right: none,
      insideVertical: none,
      insideHorizontal: border(BorderStyle.SINGLE),
    },
    rows: rows.map(
      (row) =>
        new TableRow({
          cantSplit: true,
          children: row.map(
            (figure) =>
              new TableCell({
                width: { size: width, type: WidthType.DXA },
                margins: { top: 100, bottom: 100, left: 60, right: 60 },
                children: figure ? figureLines(figure) : [new Paragraph({})],
              }),
          ),
        }),
    ),
  })
}

const figureLines = ({ label, value, unit, note }: KeyFigure): Paragraph[] => [
  line(label, SIZE.secondary, { color: SECONDARY }),
  new Paragraph({
    children: [run(value, SIZE.figure, { bold: true }), ...(unit ? [run(` ${unit}`, SIZE.secondary, { color: SECONDARY })] : [])],
  }),
  ...(note ? [line(note, SIZE.secondary, { color: SECONDARY })] : []),
]

function rowTable(columns: readonly WordColumn[], rows: readonly (readonly string[])[]): Table {
  const shares = columns.map((column) => column.share ?? 1)
  const total = shares.reduce((sum, share) => sum + share, 0)
  const widths = shares.map((share) => Math.floor((ROOM * share) / total))
  const cell = (text: string, i: number, head: boolean) =>
    new TableCell({
      width: { size: widths[i]!, type: WidthType.DXA },
      verticalAlign: VerticalAlign.CENTER,
      margins: { top: 50, bottom: 50, left: 80, right: 80 },
      ...(head ? { shading: { type: ShadingType.CLEAR, fill: HEAD, color: 'auto' } } : {}),
      children: [line(text, SIZE.table, { bold: head }, { alignment: columns[i]!.numeric ? AlignmentType.RIGHT : AlignmentType.LEFT })],
    })
  const all = border(BorderStyle.SINGLE)
  return new Table({
    width: { size: ROOM, type: WidthType.DXA },
    columnWidths: widths,
    layout: TableLayoutType.FIXED,
    borders: { top: all, bottom: all, left: all, right: all, insideHorizontal: all, insideVertical: all },
    rows: [
      new TableRow({ tableHeader: true, cantSplit: true, children: columns.map(({ heading }, i) => cell(heading, i, true)) }),
      ...rows.map((row) => new TableRow({ cantSplit: true, children: columns.map((_, i) => cell(row[i] ?? '', i, false)) })),
    ],
  })
}
