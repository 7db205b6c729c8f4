/**
 * The digest of an hour (小时摘要): SHA-256 of every row, added up modulo 2^256. A sum does not ask for order, so that live and replayed rows may come in any,
 * a late row costs one addition, and neither side has to keep or sort the rows. It finds loss and damage; against a forger stand credential and TLS.
 */
import { hash } from 'node:crypto'

const LIMBS = 8
const TWO_32 = 0x1_0000_0000
/** Code of a tag in the longest form that the house knows, and the fixed columns behind it. */
const FIXED_BYTES = 8 + 8 + 1

export const HOUR_MS = 3_600_000
export const hourOf = (time: number): number => (Number.isFinite(time) ? Math.floor(time / HOUR_MS) * HOUR_MS : 0)

export class RowDigest {
  readonly #limbs: Uint32Array
  constructor(limbs: Uint32Array = new Uint32Array(LIMBS)) {
    this.#limbs = limbs
  }

  static parse(text: string): RowDigest {
    const bytes = Buffer.from(text, 'base64url')
    if (bytes.byteLength !== LIMBS * 4) throw new Error(`not a digest: ${text}`)
    return new RowDigest(Uint32Array.from({ length: LIMBS }, (_, i) => bytes.readUInt32LE(i * 4)))
  }

  add(row: Buffer): void {
    let carry = 0
    for (let i = 0; i < LIMBS; i++) {
      const sum = this.#limbs[i]! + row.readUInt32LE(i * 4) + carry
      this.#limbs[i] = sum
      carry = sum >= TWO_32 ? 1 : 0
    }
  }

  subtract(row: Buffer): void {
    let borrow = 0
    for (let i = 0; i < LIMBS; i++) {
      const difference = this.#limbs[i]! - row.readUInt32LE(i * 4) - borrow
      this.#limbs[i] = difference
      borrow = difference < 0 ? 1 : 0
    }
  }

  toString(): string {
    const bytes = Buffer.alloc(LIMBS * 4)
    for (let i = 0; i < LIMBS; i++) bytes.writeUInt32LE(this.#limbs[i]!, i * 4)
    return bytes.toString('base64url')
  }
}

export const NO_ROWS = new RowDigest().toString()

const scratch = Buffer.alloc(1024)

/** SHA-256 of one canonical row: tag code in UTF-8, a zero byte, device time and value as little-endian doubles (every NaN the same), quality. */
export function digestOfRow(code: string, time: number, value: number, quality: number): Buffer {
  const codeBytes = Buffer.byteLength(code)
  const row = codeBytes + 1 + FIXED_BYTES <= scratch.byteLength ? scratch : Buffer.alloc(codeBytes + 1 + FIXED_BYTES)
  let at = row.write(code, 0, 'utf8')
  at = row.writeUInt8(0, at)
  at = row.writeDoubleLE(time, at)
  at = row.writeDoubleLE(Number.isNaN(value) ? Number.NaN : value, at)
  at = row.writeUInt8(quality, at)
  return hash('sha256', row.subarray(0, at), 'buffer')
}
