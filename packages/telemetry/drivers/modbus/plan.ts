/** The reading plan (读取计划): which registers are asked for together, so that a device with many points is not asked once for each. */
import { isBits, type ModbusAddress, type Table, WORDS } from './address.ts'

/** One question to the device. */
export interface Read {
  table: Table
  address: number
  /** Registers, or bits of coils and discrete inputs. */
  length: number
  /** Which points it answers: their places in the list that was planned. */
  points: number[]
}

/** Unwanted registers between two points that are read along rather than asked around. */
export const MOST_GAP = 8 // default, not from a standard
export const MOST_REGISTERS = 125 // MODBUS Application Protocol V1.1b3, 6.3: quantity of registers 1 to 125
export const MOST_BITS = 2000 // MODBUS Application Protocol V1.1b3, 6.1: quantity of coils 1 to 2000

/** Every point is in exactly one read; a point is never torn apart. */
export function planReads(points: readonly ModbusAddress[]): Read[] {
  const order = points.map((_, i) => i).sort((a, b) => byPlace(points[a]!, points[b]!))
  const reads: Read[] = []
  for (const i of order) {
    const { table, address, type } = points[i]!
    const last = reads.at(-1)
    const lastEnd = last ? last.address + last.length : 0
    const end = Math.max(address + WORDS[type], lastEnd)
    const most = isBits(table) ? MOST_BITS : MOST_REGISTERS
    if (last?.table === table && address <= lastEnd + MOST_GAP && end - last.address <= most) {
      last.length = end - last.address
      last.points.push(i)
    } else reads.push({ table, address, length: WORDS[type], points: [i] })
  }
  return reads
}

/** Each point alone: for a device that has no register in one of the gaps. */
export const splitRead = (read: Read, points: readonly ModbusAddress[]): Read[] =>
  read.points.map((i) => ({ table: read.table, address: points[i]!.address, length: WORDS[points[i]!.type], points: [i] }))

const byPlace = (a: ModbusAddress, b: ModbusAddress): number =>
  a.table === b.table ? a.address - b.address || WORDS[a.type] - WORDS[b.type] : a.table < b.table ? -1 : 1
