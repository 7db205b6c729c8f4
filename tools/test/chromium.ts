/** Finds the browser that the browser tests drive; on Debian, as root, installs it. */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']
const ELSEWHERE = ['/usr/bin', '/usr/lib/chromium', '/snap/bin', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome']
/** The browser, its Chinese letters, and the ordinary clients and broker that the stories and the external-broker test use. */
const PACKAGES = ['chromium', 'fonts-noto-cjk', 'curl', 'mosquitto', 'mosquitto-clients']

const isProgram = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK)
    return existsSync(file)
  } catch {
    return false
  }
}

/** Path of a Chromium or Chrome: the one named by CHROMIUM_PATH, else the first on the PATH or in the usual places; null where there is none. */
export function findChromium(env: NodeJS.ProcessEnv, elsewhere: readonly string[] = ELSEWHERE): string | null {
  if (env.CHROMIUM_PATH) return isProgram(env.CHROMIUM_PATH) ? env.CHROMIUM_PATH : null
  const folders = [...(env.PATH ?? '').split(delimiter).filter(Boolean), ...elsewhere]
  const candidates = COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command)))
  return candidates.find(isProgram) ?? elsewhere.find((place) => place.endsWith('Google Chrome') && isProgram(place)) ?? null
}

/** Whether this process may install Debian packages without asking anybody. */
export function mayInstall(uid: number | undefined, osRelease: string): boolean {
  const family = /^(?:ID|ID_LIKE)=(.*)$/gm
  return uid === 0 && [...osRelease.matchAll(family)].some(([, names]) => /\bdebian\b/.test(names ?? ''))
}

/** What to do where no browser was found and none may be installed. */
export const HOW_TO_GET_ONE = `browser tests are skipped: no Chromium was found. Install it (Debian: apt-get install ${PACKAGES.join(' ')}) or name one in CHROMIUM_PATH.`

/** The browser for this run, installed if need and right be; null: the browser tests will be skipped, and the reader was told why. */
export function chromiumForTests(say: (line: string) => void): string | null {
  const found = findChromium(process.env)
  if (found) return found
  if (process.env.CHROMIUM_PATH) {
    say(`browser tests are skipped: CHROMIUM_PATH names ${process.env.CHROMIUM_PATH}, which is no program`)
    return null
  }
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''
  if (mayInstall(process.getuid?.(), release)) {
    say(`no Chromium found; installing ${PACKAGES.join(' ')}`)
    const apt = (...args: string[]) =>
      spawnSync('apt-get', ['-q', ...args], {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      })
    apt('update')
    apt('install', '-y', '--no-install-recommends', ...PACKAGES)
    const installed = findChromium(process.env)
    if (installed) return installed
  }
  say(HOW_TO_GET_ONE)
  return null
}
