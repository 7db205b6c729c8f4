/** What users send on (文档): sheets as xlsx and CSV, reports in Word. */
export { beijingClock, type CellKind, type CellValue, clockText, type Sheet, type SheetColumn, type SheetWords } from './sheets/columns.ts'
export { SHEET_FORMATS, SHEET_MEDIA, type SheetFormat, sheetStream } from './sheets/stream.ts'
export { HEADING_FILL, HEADING_FONT, MOST_SHEET_ROWS } from './sheets/xlsx.ts'
export { type Block, type KeyFigure, type WordColumn, type WordReport, wordFile } from './word/word.ts'
export { markSheets, readSheets, templateFile } from './workbook/run.ts'
export {
  type CellMark,
  type FileKind,
  READ_LIMITS,
  type ReadAnswer,
  type ReadCell,
  type ReadFault,
  type ReadRow,
  type ReadSheet,
  type Template,
  type TemplateColumn,
} from './workbook/shapes.ts'
