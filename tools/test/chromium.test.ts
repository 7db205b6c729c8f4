/** Which browser the tests take, and when they may install one. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { findChromium, mayInstall } from './chromium.ts'

const dir = mkdtempSync(join(tmpdir(), 'anyuan-browser-'))
const program = join(dir, 'google-chrome')
writeFileSync(program, '#!/bin/sh\n')
chmodSync(program, 0o755)
writeFileSync(join(dir, 'chromium'), 'not a program', { mode: 0o644 })
afterAll(() => rmSync(dir, { recursive: true, force: true }))

test('the browser is found on the PATH, and a file that cannot be run is none', () => {
  expect(findChromium({ PATH: `/nowhere:${dir}` }, [])).toBe(program)
  expect(findChromium({ PATH: '/nowhere' }, [dir])).toBe(program)
  expect(findChromium({ PATH: '/nowhere' }, [])).toBeNull()
})
test('a browser named by CHROMIUM_PATH is taken, and no other where the name is wrong', () => {
  expect(findChromium({ PATH: '', CHROMIUM_PATH: program }, [])).toBe(program)
  expect(findChromium({ PATH: dir, CHROMIUM_PATH: join(dir, 'gone') }, [])).toBeNull()
})
test('packages are installed by root on Debian and its children only', () => {
  expect(mayInstall(0, 'PRETTY_NAME="Debian GNU/Linux 12"\nID=debian\n')).toBe(true)
  expect(mayInstall(0, 'ID=ubuntu\nID_LIKE=debian\n')).toBe(true)
  expect(mayInstall(1000, 'ID=debian\n')).toBe(false)
  expect(mayInstall(0, 'ID=fedora\nID_LIKE="rhel centos"\n')).toBe(false)
})
