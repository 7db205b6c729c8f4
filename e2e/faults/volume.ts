/** A small volume that can be filled up: a tmpfs, so only root has it (default size: enough for the archive of a test). */
import { execFileSync } from 'node:child_process'
import { closeSync, ftruncateSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

export interface Volume {
  /** Writes until nothing more fits but `leaveBytes`. @returns bytes written */
  fill(leaveBytes?: number): number
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
    fill(leaveBytes = 0) {
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
      const kept = Math.max(0, written - leaveBytes)
      ftruncateSync(file, kept)
      closeSync(file)
      return kept
    },
    free: () => rmSync(filler, { force: true }),
    unmount: () => void execFileSync('umount', ['-l', dir], { stdio: 'ignore' }),
  }
}
