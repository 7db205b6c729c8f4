/** `alarm-latency`: 1,000 tags at 1 Hz, a message a point, a rule per tag, breaches at random moments; and what a point costs, one a message and in batches. */
import { loadavg } from 'node:os'
import mqtt from 'mqtt'
import { type BareBroker, startBareAedes, startMosquitto } from './bare/start.ts'
import { type Figure, median, quantile, report, withTempDir } from './harness.ts'
import { generate, type LoadReport, type SteadyLoad } from './load/generator.ts'
import { bareFdatasync, cpuSeconds, monotonicMs, neighbours } from './processes.ts'
import { archived, definitionOf, LIMIT, type LoadSource, startRig, tagCode } from './rig.ts'
import { runsOf, secondsOf } from './settings.ts'
import { breachKey, watch } from './watcher.ts'

const BREACHES = 400
const SECONDS = secondsOf(45, 20)
const RUNS = runsOf(3)
const TAGS = 1000
const steady = (port: number, sources: LoadSource[], batch: number, breaches: number, seed: number): SteadyLoad => ({
  kind: 'mqtt-steady',
  port,
  sources,
  batch,
  connectionsPerSource: 1,
  seconds: SECONDS,
  breaches,
  quietSeconds: 4,
  seed,
})

interface Latency {
  ms: number[]
  missing: number
}
const latencyOf = ({ breaches }: LoadReport, arrivals: ReadonlyMap<string, number>): Latency => {
  const ms = breaches.flatMap(({ tagNumber, value, sentAtMs }) => {
    const arrived = arrivals.get(breachKey(tagNumber, value))
    return arrived === undefined ? [] : [arrived - sentAtMs]
  })
  return { ms, missing: breaches.length - ms.length }
}

/** The same load through a broker alone, to one subscriber that picks out the breaches. */
async function throughBare(broker: BareBroker, sources: LoadSource[], seed: number): Promise<Latency & { microsPerPoint: number }> {
  const arrivals = new Map<string, number>()
  const numberOf = new Map(Array.from({ length: TAGS }, (_, i) => [tagCode(i + 1), i + 1]))
  const subscriber = await mqtt.connectAsync(`mqtt://127.0.0.1:${broker.port}`)
  subscriber.on('message', (_topic, payload) => {
    const at = monotonicMs()
    const { tag, value } = JSON.parse(payload.toString()) as { tag: string; value: number }
    if (value > LIMIT) arrivals.set(breachKey(numberOf.get(tag)!, value), at)
  })
  await subscriber.subscribeAsync('anyuan/v1/+/samples', { qos: 0 })
  const before = cpuSeconds([broker.pid])
  const done = await generate(steady(broker.port, sources, 1, BREACHES, seed))
  const microsPerPoint = ((cpuSeconds([broker.pid]) - before) * 1e6) / done.acknowledged
  await subscriber.endAsync()
  broker.stop()
  return { ...latencyOf(done, arrivals), microsPerPoint }
}

interface Run {
  ours: Latency
  load: LoadReport
  missingSamples: number
  microsPerPoint: number
  idleMicrosPerSecond: number
  batchedMicrosPerPoint: number
  aedes: Latency & { microsPerPoint: number }
  mosquitto: (Latency & { microsPerPoint: number }) | null
  loadAverage: number
  /** Share of the machine that others used while ours was measured. */
  neighbours: number
}

async function run(seed: number): Promise<Run> {
  const { definition, load: sources } = definitionOf(TAGS, 10)
  const aedes = await throughBare(await startBareAedes(), sources, seed)
  const mosquitto = await withTempDir(async (dir) => {
    const broker = await startMosquitto(dir)
    return broker && (await throughBare(broker, sources, seed))
  })
  const rig = await startRig(definition)
  const watcher = await watch(rig.dataPort, rig.ticket, [])
  await new Promise((resolve) => setTimeout(resolve, 2000))
  let before = cpuSeconds(rig.pids)
  await new Promise((resolve) => setTimeout(resolve, 5000))
  const idleMicrosPerSecond = ((cpuSeconds(rig.pids) - before) * 1e6) / 5
  before = cpuSeconds(rig.pids)
  const taken = neighbours()
  const load = await generate(steady(rig.mqttPort, sources, 1, BREACHES, seed))
  const others = taken(cpuSeconds(rig.pids) - before + load.busy * load.seconds)
  const rows = await archived(rig, load.acknowledged)
  const microsPerPoint = ((cpuSeconds(rig.pids) - before) * 1e6) / load.acknowledged
  const ours = latencyOf(load, watcher.alarms)
  watcher.close()
  await rig.stop()
  // batches at a rate where a point's own cost, not the idle process, is what is measured
  const wide = definitionOf(100_000, 100)
  const wideRig = await startRig(wide.definition)
  before = cpuSeconds(wideRig.pids)
  const batched = await generate({ ...steady(wideRig.mqttPort, wide.load, 100, 0, seed), seconds: Math.min(SECONDS, 20) })
  await archived(wideRig, batched.acknowledged)
  const batchedMicrosPerPoint = ((cpuSeconds(wideRig.pids) - before) * 1e6) / batched.acknowledged
  await wideRig.stop()
  const result: Run = {
    ours,
    load: { ...load, breaches: [] },
    missingSamples: load.acknowledged - rows,
    microsPerPoint,
    idleMicrosPerSecond,
    batchedMicrosPerPoint,
    aedes,
    mosquitto,
    loadAverage: loadavg()[0]!,
    neighbours: others,
  }
  console.log(
    JSON.stringify({
      ...result,
      ours: quantile(ours.ms, 0.99),
      aedes: quantile(aedes.ms, 0.99),
      mosquitto: mosquitto && quantile(mosquitto.ms, 0.99),
    }),
  )
  return result
}

const disk = await bareFdatasync(2)
const runs: Run[] = []
for (let seed = 1; seed <= RUNS; seed++) runs.push(await run(seed))
const of = (pick: (one: Run) => number) => ({ value: median(runs.map(pick)), runs: runs.map(pick) })
const p = (q: number, pick: (one: Run) => number[]) => of((one) => quantile(pick(one), q))
const aedesP = (q: number) => ({ what: `bare aedes publisher → subscriber, p${q * 100}`, value: p(q, (r) => r.aedes.ms).value })
const figures: Figure[] = [
  { what: 'packet → alarm at a browser, p50', ...p(0.5, (r) => r.ours.ms), unit: 'ms', limit: aedesP(0.5) },
  { what: 'packet → alarm at a browser, p90', ...p(0.9, (r) => r.ours.ms), unit: 'ms', limit: aedesP(0.9) },
  { what: 'packet → alarm at a browser, p99', ...p(0.99, (r) => r.ours.ms), unit: 'ms', goal: { atMost: 25 }, limit: aedesP(0.99) },
  { what: `alarms missed of ${BREACHES}`, ...of((r) => r.ours.missing), unit: 'alarms', goal: { atMost: 0 } },
  { what: 'lost: acknowledged and not in the archive', ...of((r) => r.missingSamples), unit: 'samples', goal: { atMost: 0 } },
  ...([0.5, 0.99] as const).map((q) => ({
    what: `limit: bare aedes, publisher → subscriber, p${q * 100}`,
    ...p(q, (r) => r.aedes.ms),
    unit: 'ms',
  })),
  ...(runs.every((r) => r.mosquitto)
    ? ([0.5, 0.99] as const).map((q) => ({
        what: `limit: Mosquitto, publisher → subscriber, p${q * 100}`,
        ...p(q, (r) => r.mosquitto!.ms),
        unit: 'ms',
      }))
    : []),
  {
    what: 'one message a point, 1,000/s: processor time, idle cost in it',
    ...of((r) => r.microsPerPoint),
    unit: 'µs/point',
    goal: { atMost: 20 },
    limit: { what: 'bare aedes, same load', value: median(runs.map((r) => r.aedes.microsPerPoint)) },
  },
  {
    what: 'one message a point, 1,000/s: processor time above idle',
    ...of((r) => r.microsPerPoint - r.idleMicrosPerSecond / TAGS),
    unit: 'µs/point',
  },
  { what: 'idle: processor time of pipeline and archive', ...of((r) => r.idleMicrosPerSecond / 1e4), unit: '% of a core' },
  { what: 'batches of 100, 100,000/s: processor time', ...of((r) => r.batchedMicrosPerPoint), unit: 'µs/point', goal: { atMost: 2 } },
  { what: 'generator: share of one core', ...of((r) => r.load.busy), unit: '', goal: { atMost: 0.8 } },
  { what: 'generator: slowest message left late by', ...of((r) => r.load.latestMs), unit: 'ms', goal: { atMost: 200 } },
]
report('alarm-latency', figures, {
  tags: TAGS,
  seconds: SECONDS,
  breaches: BREACHES,
  fdatasync: disk,
  loadAverages: runs.map((r) => r.loadAverage),
  neighbours: runs.map((r) => r.neighbours),
})
process.exit(0)
