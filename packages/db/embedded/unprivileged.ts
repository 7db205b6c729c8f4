/**
 * PostgreSQL refuses to run as root. Started by root, it runs under an unprivileged user that can reach its folders:
 * the machine's `postgres`, else `nobody`, else root's own files seen from a user namespace, where root has no privilege
 * but still owns them (this also works below a folder that only root may enter).
 */
import { spawnSync } from 'node:child_process'
import { chownSync } from 'node:fs'

export interface RunAs {
  command: (binary: string, args: string[]) => [string, string[]]
  options: { uid?: number; gid?: number }
}

const AS_IS: RunAs = { command: (binary, args) => [binary, args], options: {} }

/** @param binary one that must be executable, @param dir one that must be writable by the user. @throws Error saying what was tried. */
export function runAs(binary: string, dir: string): RunAs {
  if (process.getuid?.() !== 0) return AS_IS
  for (const name of ['postgres', 'nobody']) {
    const uid = id(name, '-u')
    const gid = id(name, '-g')
    if (uid === null || gid === null) continue
    if (spawnSync('/bin/sh', ['-c', `test -x "$0" && cd "$1/.."`, binary, dir], { uid, gid }).status !== 0) continue
    chownSync(dir, uid, gid)
    return { command: AS_IS.command, options: { uid, gid } }
  }
  if (spawnSync('unshare', ['--user', binary, '--version']).status === 0)
    return { command: (b, args) => ['unshare', ['--user', b, ...args]], options: {} }
  throw new Error(
    `PostgreSQL does not run as root, and neither postgres, nobody nor a user namespace can reach ${dir}: start as an ordinary user, or set DATABASE_URL`,
  )
}

function id(name: string, flag: string): number | null {
  const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' })
  return status === 0 ? Number(stdout.trim()) : null
}
