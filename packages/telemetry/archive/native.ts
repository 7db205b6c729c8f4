/** ClickHouse's Native format, the column types that the archive uses: little-endian columns in blocks. Written and read without a row loop. */
export type ColumnData = Uint32Array | Uint8Array | Int32Array | Float64Array
/** Columns by name, all of one length. */
export type Rows = Readonly<Record<string, ColumnData>>

export const columnType = (data: ColumnData): 'UInt32' | 'UInt8' | 'Int32' | 'Float64' =>
  data instanceof Uint32Array ? 'UInt32' : data instanceof Uint8Array ? 'UInt8' : data instanceof Int32Array ? 'Int32' : 'Float64'

/** A result as columns. A missing column is a programming error and throws. */
export class Table {
  readonly rows: number
  readonly #columns: ReadonlyMap<string, ColumnData | string[]>
  constructor(rows: number, columns: ReadonlyMap<string, ColumnData | string[]>) {
    this.rows = rows
    this.#columns = columns
  }
  floats(name: string): Float64Array {
    const column = this.#columns.get(name)
    if (column instanceof Float64Array) return column
    throw this.#mismatch(name, 'Float64')
  }
  uint32(name: string): Uint32Array {
    const column = this.#columns.get(name)
    if (column instanceof Uint32Array) return column
    throw this.#mismatch(name, 'UInt32')
  }
  int32(name: string): Int32Array {
    const column = this.#columns.get(name)
    if (column instanceof Int32Array) return column
    throw this.#mismatch(name, 'Int32')
  }
  uint8(name: string): Uint8Array {
    const column = this.#columns.get(name)
    if (column instanceof Uint8Array) return column
    throw this.#mismatch(name, 'UInt8')
  }
  strings(name: string): string[] {
    const column = this.#columns.get(name)
    if (Array.isArray(column)) return column
    throw this.#mismatch(name, 'String')
  }
  #mismatch(name: string, type: string): Error {
    return new Error(this.rows === 0 ? `no column ${name} in an empty result` : `column ${name} is not ${type}`)
  }
}

const MAKERS = {
  UInt32: (length: number) => new Uint32Array(length),
  Int32: (length: number) => new Int32Array(length),
  UInt8: (length: number) => new Uint8Array(length),
  Float64: (length: number) => new Float64Array(length),
}
const isFixed = (type: string): type is keyof typeof MAKERS => type in MAKERS

interface Piece {
  type: string
  rows: number
  bytes: Uint8Array
  strings: string[]
}

/** Reads all blocks of a Native result. Throws on a column type it does not know. */
export function readNative(data: Uint8Array): Table {
  const pieces = new Map<string, Piece[]>()
  const reader = { data, at: 0 }
  let total = 0
  while (reader.at < data.byteLength) {
    const columns = varint(reader)
    const rows = varint(reader)
    total += rows
    for (let column = 0; column < columns; column++) {
      const name = text(reader)
      const type = text(reader)
      const piece: Piece = { type, rows, bytes: data.subarray(0, 0), strings: [] }
      if (isFixed(type)) {
        const length = rows * MAKERS[type](0).BYTES_PER_ELEMENT
        piece.bytes = data.subarray(reader.at, reader.at + length)
        if (piece.bytes.byteLength !== length) throw new Error('Native result ends early')
        reader.at += length
      } else if (type === 'String') {
        for (let row = 0; row < rows; row++) piece.strings.push(text(reader))
      } else throw new Error(`Native type ${type} of column ${name} is not read here`)
      const list = pieces.get(name)
      if (list) list.push(piece)
      else pieces.set(name, [piece])
    }
  }
  return new Table(total, new Map([...pieces].map(([name, list]) => [name, join(list, total)])))
}

function join(list: Piece[], total: number): ColumnData | string[] {
  const { type } = list[0]!
  if (!isFixed(type)) return list.flatMap((piece) => piece.strings)
  const target = MAKERS[type](total)
  const bytes = new Uint8Array(target.buffer)
  let at = 0
  for (const piece of list) {
    bytes.set(piece.bytes, at)
    at += piece.bytes.byteLength
  }
  return target
}

/** The columns as one Native block. */
export function writeNative(rows: Rows): Uint8Array[] {
  const columns = Object.entries(rows)
  const length = columns[0]?.[1].length ?? 0
  const pieces: Uint8Array[] = [Uint8Array.from([...varintBytes(columns.length), ...varintBytes(length)])]
  for (const [name, data] of columns) {
    pieces.push(Uint8Array.from([...textBytes(name), ...textBytes(columnType(data))]))
    pieces.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  }
  return pieces
}

interface Reader {
  data: Uint8Array
  at: number
}
function varint(reader: Reader): number {
  let value = 0
  for (let scale = 1; ; scale *= 128) {
    const byte = reader.data[reader.at++]
    if (byte === undefined) throw new Error('Native result ends early')
    value += (byte & 0x7f) * scale
    if (byte < 0x80) return value
  }
}
const decoder = new TextDecoder()
function text(reader: Reader): string {
  const length = varint(reader)
  reader.at += length
  return decoder.decode(reader.data.subarray(reader.at - length, reader.at))
}
function varintBytes(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  while (rest >= 128) {
    bytes.push((rest % 128) | 0x80)
    rest = Math.floor(rest / 128)
  }
  return [...bytes, rest]
}
const textBytes = (value: string): number[] => [...varintBytes(value.length), ...new TextEncoder().encode(value)]
