/** A small volume that can be filled up: a tmpfs, so only root has it (default size: enough for the archive of a test). */
import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

export interface Volume {
  /** Writes until nothing more fits. @returns bytes written */
  fill(): number
  /** Gives the space back. */
  free(): void
  unmount(): void
}

const CHUNK = Buffer.alloc(1024 * 1024, 0x5a)

/** @returns null where mounting is not allowed. */
export function mountVolume(dir: string, mebibytes: number): Volume | null {
  mkdirSync(dir, { recursive: true })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', dir], { stdio: 'ignore' })
  } catch {
    return null
  }
  const filler = join(dir, 'filler')
  return {
    fill() {
      const file = openSync(filler, 'w')
      let written = 0
      // ever smaller pieces: the last byte is taken too
      for (let piece = CHUNK.byteLength; piece >= 1; )
        try {
          written += writeSync(file, CHUNK, 0, piece)
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
          piece = Math.floor(piece / 4)
        }
      closeSync(file)
      return written
    },
    free: () => rmSync(filler, { force: true }),
    unmount: () => void execFileSync('umount', ['-l', dir], { stdio: 'ignore' }),
  }
}
