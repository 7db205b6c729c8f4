/** The machine's clock, as far as the processes of a test house see it: libfaketime moves the wall clock and leaves the monotonic one alone. */
import { existsSync, globSync, writeFileSync } from 'node:fs'

export interface FakeClock {
  /** Environment of the processes that are to see it. */
  environment: Record<string, string>
  /** Steps the wall clock to `seconds` beside the true one, at once. */
  step(seconds: number): void
}

const LIBRARIES = ['/usr/lib/*/faketime/libfaketime.so.1']

/** Where the library is: `FAKETIME_LIBRARY`, else where Debian's package `faketime` puts it; null when it is missing. */
export function findFaketime(): string | null {
  const named = process.env.FAKETIME_LIBRARY
  if (named) return existsSync(named) ? named : null
  return LIBRARIES.flatMap((pattern) => globSync(pattern))[0] ?? null
}

/** @param file written by `step` and read by the processes */
export function openFakeClock(library: string, file: string): FakeClock {
  const write = (seconds: number) => writeFileSync(file, `${seconds < 0 ? '' : '+'}${seconds}`, { mode: 0o644 })
  write(0)
  return {
    environment: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1', // its former name
      FAKETIME_CACHE_DURATION: '1', // seconds until a step is seen; without a cache every look at the clock reads the file
    },
    step: write,
  }
}
