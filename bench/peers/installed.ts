/** Brings the peers to this machine on demand: npm packages into a folder beside the measurements that git ignores, Debian packages by apt. Never a dependency of the product. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const INSTALLED = join(import.meta.dirname, 'installed')

/** @returns the folder with `node_modules`. Native parts are built where the registry has none. */
export function npmInstalled(name: string, packages: readonly string[], rebuild: readonly string[] = []): string {
  const dir = join(INSTALLED, name)
  if (existsSync(join(dir, 'complete'))) return dir
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, 'package.json'), '{"private":true}')
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages], { cwd: dir, stdio: 'inherit' })
  if (rebuild.length > 0) execFileSync('npm', ['rebuild', ...rebuild], { cwd: dir, stdio: 'inherit' })
  writeFileSync(join(dir, 'complete'), packages.join('\n'))
  return dir
}

/** Installs a Debian package unless its program is there. */
export function debianInstalled(program: string, packages: readonly string[]): void {
  if (existsSync(program)) return
  const done = spawnSync('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { stdio: 'inherit' })
  if (done.status !== 0 || !existsSync(program)) throw new Error(`${program} is missing; install ${packages.join(', ')} as root`)
}

export const debianVersion = (name: string): string =>
  /^Version: (.+)$/m.exec(execFileSync('dpkg', ['-s', name], { encoding: 'utf8' }))?.[1] ?? 'unknown'
