/** Builds the web pages when they were never built, or when a source is newer than the build. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
export const WEB_DIST = join(ROOT, 'apps', 'web', 'dist')

/** @returns true if it was built now. @throws Error with the bundler's words. */
export function buildWeb(): boolean {
  const built = join(WEB_DIST, 'index.html')
  if (existsSync(built) && statSync(built).mtimeMs > newest()) return false
  const done = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', 'apps/web', '--logLevel', 'warn'],
    // what is built from within a test run is what people get, not the library's talkative kind
    { cwd: ROOT, encoding: 'utf8', env: { ...process.env, NODE_ENV: 'production' } },
  )
  if (done.status !== 0) throw new Error(`the web pages could not be built:\n${done.stderr || done.stdout}`)
  return true
}

function newest(): number {
  const folders = [
    'apps/web',
    'packages/ui',
    ...readdirSync(join(ROOT, 'modules')).flatMap((name) => [
      `modules/${name}/ui`,
      `modules/${name}/locales`,
      `modules/${name}/contract.ts`,
    ]),
  ]
  let latest = 0
  const look = (path: string) => {
    if (!existsSync(path) || path.endsWith('dist') || path.endsWith('node_modules')) return
    const found = statSync(path)
    if (found.isDirectory()) for (const name of readdirSync(path)) look(join(path, name))
    else latest = Math.max(latest, found.mtimeMs)
  }
  for (const folder of folders) look(join(ROOT, folder))
  return latest
}
