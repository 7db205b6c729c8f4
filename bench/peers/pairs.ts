/** From pairs of runs to figures: the median of the ratios of the pairs with their range, never two absolute numbers from different hours. */
import { type Figure, median } from '../harness.ts'
import type { Shape } from './peer.ts'
import { type BurstRun, type FloodRun, type LatencyRun, summary } from './work.ts'

const WORDS: Record<Shape, string> = { single: 'one message a point', batch: 'batches of 100' }

export interface PairTable {
  latency: {
    peer: string
    shape: Shape
    p50: number | null
    p90: number | null
    p99: number | null
    max: number | null
    missed: number
    lost: number
    cpuMicrosPerPoint: number
    pssMiB: number
    runs: number
  }[]
  flood: { peer: string; perSecond: number; lostShare: number; cpuMicrosPerPoint: number; runs: number }[]
  burst: BurstRun[]
  /** Runs whose generator was too busy or too late; their pairs count no more than that they were made. */
  rejected: number
}

const p99 = (run: LatencyRun): number => summary(run.latenciesMs)?.p99 ?? Number.NaN
/** The generator must not be what is measured (peers' protocol: at most 80 % of its core, no message later than 200 ms). */
const isSound = (run: LatencyRun): boolean => run.generatorBusy <= 0.8 && run.latestMs <= 200

/** Goals of each peer: alarm p99 of ours as a share of theirs. */
const LATENCY_GOAL: Record<string, number> = { FUXA: 0.01, 'Zabbix + PostgreSQL (webhook)': 0.01, 'Node-RED + SQLite': 3 }

export function pairFigures({
  latency,
  aa,
  floods,
  bursts,
}: {
  latency: LatencyRun[][]
  aa: LatencyRun[][]
  floods: FloodRun[][]
  bursts: BurstRun[]
}): {
  figures: Figure[]
  table: PairTable
} {
  const sound = latency.filter((pair) => pair.every(isSound))
  const keys = [...new Map(sound.map(([, peer]) => [`${peer!.peer} ${peer!.shape}`, { name: peer!.peer, shape: peer!.shape }])).values()]
  const ratio = (what: string, ratios: number[], unit: string, goal?: Figure['goal']): Figure => ({
    what,
    value: median(ratios),
    unit,
    runs: ratios,
    ...(goal ? { goal } : {}),
  })
  const figures: Figure[] = aa
    .filter((pair) => pair.every(isSound))
    .map(([one, other]) => ({
      what: `A–A, ${WORDS[one!.shape]}: processor time, one to the other (to lie in 0.9–1.1)`,
      value: one!.cpuMicrosPerPoint / other!.cpuMicrosPerPoint,
      unit: '×',
    }))
  for (const { name, shape } of keys) {
    const pairs = sound.filter(([, peer]) => peer!.peer === name && peer!.shape === shape)
    const goal = LATENCY_GOAL[name]
    figures.push(
      ratio(
        `${name}, ${WORDS[shape]}: alarm p99, ours / theirs`,
        pairs.map(([a, b]) => p99(a!) / p99(b!)),
        '×',
        goal ? { atMost: goal } : undefined,
      ),
      ratio(
        `${name}, ${WORDS[shape]}: processor time a point, ours / theirs`,
        pairs.map(([a, b]) => a!.cpuMicrosPerPoint / b!.cpuMicrosPerPoint),
        '×',
        name.startsWith('Zabbix') ? { atMost: 1 } : undefined,
      ),
    )
  }
  for (const name of new Set(floods.map(([, peer]) => peer!.peer))) {
    const pairs = floods.filter(([, peer]) => peer!.peer === name)
    figures.push(
      ratio(
        `${name}: points a second, ours / theirs`,
        pairs.map(([a, b]) => a!.perSecond / b!.perSecond),
        '×',
        name.startsWith('Zabbix') ? { atLeast: 10 } : undefined,
      ),
    )
  }
  for (const { peer, lastMs, missed } of bursts)
    if (peer === 'Anyuan')
      figures.push(
        { what: 'flood of 500 breaches within 1 s: the last on the screen', value: lastMs, unit: 'ms', goal: { atMost: 2000 } },
        { what: 'flood of 500 breaches within 1 s: missed', value: missed, unit: 'alarms', goal: { atMost: 0 } },
      )
  const all = sound.flat()
  const own = new Map(all.map((run) => [`${run.peer} ${run.shape}`, { peer: run.peer, shape: run.shape }]))
  return {
    figures,
    table: {
      latency: [...own.values()].map(({ peer, shape }) => {
        const runs = all.filter((run) => run.peer === peer && run.shape === shape)
        const together = summary(runs.flatMap((run) => run.latenciesMs))
        const mid = (of: (run: LatencyRun) => number) => median(runs.map(of))
        return {
          peer,
          shape,
          p50: together?.p50 ?? null,
          p90: together?.p90 ?? null,
          p99: together?.p99 ?? null,
          max: together?.max ?? null,
          missed: runs.reduce((sum, run) => sum + run.missed, 0),
          lost: runs.reduce((sum, run) => sum + Math.max(0, run.sent - run.stored), 0),
          cpuMicrosPerPoint: mid((run) => run.cpuMicrosPerPoint),
          pssMiB: mid((run) => run.pssMiB),
          runs: runs.length,
        }
      }),
      flood: [...new Set(floods.flat().map(({ peer }) => peer))].map((peer) => {
        const runs = floods.flat().filter((run) => run.peer === peer)
        return {
          peer,
          perSecond: median(runs.map((run) => run.perSecond)),
          lostShare: median(runs.map((run) => Math.max(0, 1 - run.stored / run.sent))),
          cpuMicrosPerPoint: median(runs.map((run) => run.cpuMicrosPerPoint)),
          runs: runs.length,
        }
      }),
      burst: bursts,
      rejected: latency.length - sound.length,
    },
  }
}
