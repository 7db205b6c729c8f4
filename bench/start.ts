/** `start`: from the command to the first sample in a browser's frame, for the demo: on an empty folder, and again on its data. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Me } from '@anyuan/identity/contract'
import { Away, signIn } from '../e2e/support/people.ts'
import { launchServer, type TestServer } from '../e2e/support/server.ts'
import { type Figure, median, report } from './harness.ts'
import { pssMiB } from './processes.ts'
import { runsOf } from './settings.ts'
import { watch } from './watcher.ts'

const RUNS = runsOf(3)
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Knocks until the duty officer is in and a frame with values has come. @returns ms since `began`. */
async function firstSample(server: TestServer, began: number): Promise<number> {
  const signIns = join(server.dataDir, 'demo/sign-ins.json')
  while (!existsSync(signIns)) await sleep(20)
  const people = JSON.parse(readFileSync(signIns, 'utf8')) as { login: string; password: string }[]
  const { login, password } = people.find((one) => one.login === 'duty')!
  const insist = async <T>(ask: () => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        return await ask()
      } catch (error) {
        if (!(error instanceof Away)) throw error
        await sleep(50)
      }
    }
  }
  const officer = await insist(() => signIn(server, login, password))
  const { live } = await officer.get<Me>('/identity/me')
  const watcher = await watch(Number(new URL(server.data).port), live.ticket, 'all')
  while (watcher.ages.length === 0) await sleep(5)
  watcher.close()
  return performance.now() - began
}

const runs: { freshMs: number; againMs: number; pss: Record<string, number> }[] = []
for (let run = 0; run <= RUNS; run++) {
  let began = performance.now()
  const server = await launchServer({ demo: true })
  try {
    const freshMs = await firstSample(server, began)
    await server.ready()
    await sleep(20_000)
    const names = ['supervisor', 'api', 'pipeline', 'archive', 'postgres'] as const
    const pss = Object.fromEntries(names.map((name) => [name, pssMiB([server.pid(name)])]))
    await server.end()
    began = performance.now()
    server.begin()
    const againMs = await firstSample(server, began)
    // the first run builds the web pages when they are older than their sources: that is no part of a start
    if (run > 0) runs.push({ freshMs, againMs, pss })
  } finally {
    await server.stop()
  }
}
const of = (pick: (one: (typeof runs)[number]) => number) => ({ value: median(runs.map(pick)), runs: runs.map(pick) })
const figures: Figure[] = [
  { what: 'empty folder → first sample in a browser’s frame', ...of((r) => r.freshMs / 1000), unit: 's', goal: { atMost: 10 } },
  { what: 'kept data → first sample in a browser’s frame', ...of((r) => r.againMs / 1000), unit: 's', goal: { atMost: 10 } },
  ...Object.keys(runs[0]!.pss).map((name) => ({
    what: `memory of ${name}, 8,300 tags, 20 s after (PSS)`,
    ...of((r) => r.pss[name]!),
    unit: 'MiB',
  })),
]
report('start', figures, { runs: RUNS })
process.exit(0)
