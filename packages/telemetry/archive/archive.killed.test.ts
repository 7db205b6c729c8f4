import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dice, differences, Ledger, NOON } from './expected.testsupport.ts'
import { killBatch, START } from './killed.testsupport.ts'
import { openArchive } from './open.ts'

const CHILD = new URL('./killed.testchild.ts', import.meta.url).pathname
const HOUR = 3_600_000
const BATCHES = 14

interface Life {
  acknowledged: number[]
  closed: boolean
}
/** One life of the archive's process; `killAfterMs` counts from when it is open. */
function live(dir: string, first: number, fuse: string, killAfterMs: number | null): Promise<Life> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [CHILD, dir, '', String(first), String(BATCHES), fuse], { stdio: ['ignore', 'pipe', 'inherit'] })
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => {
      if (out === '' && killAfterMs !== null) setTimeout(() => child.kill('SIGKILL'), killAfterMs)
      out += chunk.toString()
    })
    child.once('close', () => {
      const lines = out.split('\n')
      resolve({ acknowledged: lines.filter((line) => /^\d+$/.test(line)).map(Number), closed: lines.includes('closed') })
    })
  })
}

async function sendAll(dir: string, fuses: Iterator<{ fuse: string; killAfterMs: number | null }>): Promise<number> {
  let next = 0
  let deaths = 0
  for (;;) {
    const { fuse, killAfterMs } = fuses.next().value ?? { fuse: 'never', killAfterMs: null }
    const life = await live(dir, next, fuse, killAfterMs)
    next = (life.acknowledged.at(-1) ?? next - 1) + 1
    if (life.closed) return deaths
    deaths++
  }
}

async function check(dir: string): Promise<void> {
  const ledger = new Ledger()
  for (let number = 0; number < BATCHES; number++) ledger.add(killBatch(number))
  const archive = await openArchive({ dir, now: () => NOON })
  try {
    expect(await differences(archive, ledger, START, START + 3 * HOUR)).toEqual([])
  } finally {
    await archive.close()
  }
}

test('killed before, during and after each of its writes, the archive holds every sample once, raw and rolled up', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'anyuan-archive-killed-'))
  // A batch makes three writes a day: hour, minute, samples. The seventh batch crosses midnight and makes six. The later fuses burn inside a repeated batch or in the one after it.
  const fuses = [
    'before:1',
    'after:1',
    'after:2',
    'after:3',
    'before:2',
    'during:1',
    'during:2',
    'during:3',
    'after:4',
    'after:5',
    'before:6',
    'during:5',
    'during:4',
    'after:2',
    'after:1',
    'before:3',
  ]
  const deaths = await sendAll(dir, fuses.map((fuse) => ({ fuse, killAfterMs: null })).values())
  expect(deaths).toBe(fuses.length)
  await check(dir)
  rmSync(dir, { recursive: true, force: true })
}, 120_000)

test('killed at random moments, the archive holds every sample once, raw and rolled up', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'anyuan-archive-killed-'))
  const random = dice(7)
  const deaths = await sendAll(dir, Array.from({ length: 10 }, () => ({ fuse: 'never', killAfterMs: Math.floor(random() * 150) })).values())
  expect(deaths).toBeGreaterThanOrEqual(5)
  await check(dir)
  rmSync(dir, { recursive: true, force: true })
}, 120_000)
