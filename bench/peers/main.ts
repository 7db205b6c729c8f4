/**
 * `npm run bench:peers -- [fuxa node-red zabbix victoria] [--pairs=5] [--seconds=60] [--short]`: the same work for us and for others, in interleaved pairs.
 * Writes bench/results/peers.json; docs/PERFORMANCE.md is generated from it.
 */
import { report } from '../harness.ts'
import { isShort, secondsOf } from '../settings.ts'
import { anyuan } from './anyuan.ts'
import { fuxa } from './fuxa.ts'
import { nodeRed } from './node-red.ts'
import { pairFigures } from './pairs.ts'
import type { Peer, Shape } from './peer.ts'
import { victoria } from './victoria.ts'
import { burstRun, type FloodRun, floodRun, type LatencyRun, latencyRun } from './work.ts'
import { zabbix } from './zabbix.ts'

const PEERS: Record<string, Peer> = { fuxa, 'node-red': nodeRed, zabbix, victoria }
const option = (name: string): number | null => {
  const found = process.argv.find((argument) => argument.startsWith(`--${name}=`))
  return found ? Number(found.slice(name.length + 3)) : null
}
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const chosen = (names.length > 0 ? names : Object.keys(PEERS)).map((name) => {
  const peer = PEERS[name]
  if (!peer) throw new Error(`there is no peer ${name}; there are ${Object.keys(PEERS).join(', ')}`)
  return peer
})
const pairs = option('pairs') ?? (isShort ? 1 : 5)
const seconds = secondsOf(60, 20)
const breaches = option('breaches') ?? (isShort ? 60 : 300)
let seed = option('seed') ?? 1
const say = (text: string) => process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`)

const latency: LatencyRun[][] = []
const aa: LatencyRun[][] = []
const floods: FloodRun[][] = []
const bursts: Awaited<ReturnType<typeof burstRun>>[] = []

const latencyPair = async (a: Peer, b: Peer, shape: Shape, turned: boolean): Promise<LatencyRun[]> => {
  const task = { seconds, breaches, seed: seed++ }
  const runs: LatencyRun[] = []
  for (const peer of turned ? [b, a] : [a, b]) {
    const run = await latencyRun(peer, shape, task)
    say(
      `${run.peer}, ${shape}: missed ${run.missed}, ${run.cpuMicrosPerPoint.toFixed(1)} µs/point, generator ${Math.round(run.generatorBusy * 100)} %`,
    )
    runs.push(run)
  }
  return turned ? runs.reverse() : runs
}

for (const shape of ['single', 'batch'] as const) aa.push(await latencyPair(anyuan, anyuan, shape, false))
for (const peer of chosen) {
  for (const shape of peer.shapes)
    for (let pair = 0; pair < pairs; pair++) latency.push(await latencyPair(anyuan, peer, shape, pair % 2 === 1)) // A B B A A B
  for (let pair = 0; pair < pairs; pair++) {
    const task = { seconds: Math.min(15, seconds), seed: seed++ }
    const order = pair % 2 === 1 ? [peer, anyuan] : [anyuan, peer]
    const [one, other] = [await floodRun(order[0]!, task), await floodRun(order[1]!, task)]
    floods.push(one.peer === anyuan.name ? [one, other] : [other, one])
    say(`flood: ${one.peer} ${Math.round(one.perSecond)}/s, ${other.peer} ${Math.round(other.perSecond)}/s`)
  }
  bursts.push(await burstRun(peer, seed++))
}
bursts.push(await burstRun(anyuan, seed++))

const { figures, table } = pairFigures({ latency, aa, floods, bursts })
report('peers', figures, {
  profile: { tags: 1000, seconds, breaches, pairs },
  peers: await Promise.all(
    [anyuan, ...chosen].map(async ({ name, durability, tuned, lifeCycle, flood, version }) => ({
      name,
      version: await version(),
      durability,
      tuned,
      lifeCycle,
      flood,
    })),
  ),
  table,
})
process.exit(0)
