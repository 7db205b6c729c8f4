/** The journal's files: segments named by the position of their first byte, and small marks replaced atomically. */
import { open, readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'

/** Damage inside what was acknowledged. Never skipped: a person must decide (restore the file, or accept the loss and move it away). */
export class JournalCorrupt extends Error {
  readonly file: string
  readonly offset: number
  constructor(file: string, offset: number, what: string) {
    super(`journal damaged: ${what} in ${file} at byte ${offset}`)
    this.name = 'JournalCorrupt'
    this.file = file
    this.offset = offset
  }
}

export interface Segment {
  file: string
  /** Position of the segment's first byte. */
  base: number
}

export const segmentFile = (dir: string, name: string, base: number): string => join(dir, `${name}-${String(base).padStart(16, '0')}.log`)

/** The journal's segments in order of position. */
export async function listSegments(dir: string, name: string): Promise<Segment[]> {
  const prefix = `${name}-`
  const files = (await readdir(dir)).filter((file) => file.startsWith(prefix) && /^\d{16}\.log$/.test(file.slice(prefix.length)))
  return files.sort().map((file) => ({ file: join(dir, file), base: Number(file.slice(prefix.length, -4)) }))
}

/** Makes a created, renamed or deleted file name durable. */
export async function syncDirectory(dir: string): Promise<void> {
  const handle = await open(dir, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const markFile = (dir: string, name: string, mark: string): string => {
  if (!/^[a-z0-9_-]+$/i.test(mark)) throw new Error(`a mark's name is letters, digits, - and _, not "${mark}"`)
  return join(dir, `${name}.${mark}.mark`)
}

/** Saves how far a reader has come. After a crash either the old or the new value is there, never half of one. */
export async function saveMark(dir: string, name: string, mark: string, value: number): Promise<void> {
  if (!Number.isSafeInteger(value)) throw new Error(`mark ${mark} must be a whole number, not ${value}`)
  const file = markFile(dir, name, mark)
  const text = `${value} ${crc32(String(value))}\n`
  const handle = await open(`${file}.new`, 'w')
  try {
    await handle.writeFile(text)
    await handle.datasync()
  } finally {
    await handle.close()
  }
  await rename(`${file}.new`, file)
  await syncDirectory(dir)
}

/** The saved mark, or null where none was ever saved. */
export async function loadMark(dir: string, name: string, mark: string): Promise<number | null> {
  const file = markFile(dir, name, mark)
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return null
  const [value = '', crc = ''] = text.trim().split(' ')
  if (String(crc32(value)) !== crc) throw new JournalCorrupt(file, 0, 'unreadable mark')
  return Number(value)
}
