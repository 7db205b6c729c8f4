/** `ingest-max`: the highest rate that is accepted, checked against a rule per tag, durable, and kept up with by the archive. */
import { fork } from 'node:child_process'
import { loadavg } from 'node:os'
import { startBareAedes } from './bare/start.ts'
import { type Figure, median, report } from './harness.ts'
import { generate, type Load, type LoadReport } from './load/generator.ts'
import { bareFdatasync, cpuSeconds, neighbours } from './processes.ts'
import { archived, definitionOf, type Rig, startRig } from './rig.ts'
import { runsOf, secondsOf } from './settings.ts'

const SECONDS = secondsOf(15, 6)
const RUNS = runsOf(3)
const POSTERS = 8
const POST_TAGS = 10_000
const LINES = 16
const WINDOW = 500

interface Limits {
  engineRowsPerSecond: number
  journalBatches: number
  journalSingles: number
}
const limitsOf = (): Promise<Limits> =>
  new Promise((resolve) => fork(new URL('./bare/limits.ts', import.meta.url), []).once('message', (message) => resolve(message as Limits)))

interface Flood {
  /** Accepted and durable, a second of the load. */
  acceptedPerSecond: number
  /** Accepted, durable and in the archive, a second until the last was there. */
  archivedPerSecond: number
  lost: number
  microsPerPoint: number
  /** Share of the machine that others used meanwhile. */
  neighbours: number
  load: LoadReport
}

async function flood(
  tags: number,
  sources: number,
  loadOf: (rig: Rig, sources: ReturnType<typeof definitionOf>['load']) => Load,
): Promise<Flood> {
  const { definition, load: lines } = definitionOf(tags, sources)
  const rig = await startRig(definition)
  const before = cpuSeconds(rig.pids)
  const taken = neighbours()
  const began = performance.now()
  const load = await generate(loadOf(rig, lines))
  const rows = await archived(rig, load.acknowledged)
  const seconds = (performance.now() - began) / 1000
  const cpu = cpuSeconds(rig.pids) - before
  const others = taken(cpu + load.busy * load.seconds)
  await rig.stop()
  return {
    acceptedPerSecond: load.acknowledged / load.seconds,
    archivedPerSecond: rows / seconds,
    lost: load.acknowledged - rows + load.refused + load.lost.length,
    microsPerPoint: (cpu * 1e6) / load.acknowledged,
    neighbours: others,
    load,
  }
}

async function bareSingles(seed: number): Promise<number> {
  const broker = await startBareAedes()
  const done = await generate({
    kind: 'mqtt-flood',
    port: broker.port,
    sources: definitionOf(16_000, LINES).load,
    batch: 1,
    window: WINDOW,
    seconds: Math.min(SECONDS, 6),
    seed,
  })
  broker.stop()
  return done.acknowledged / done.seconds
}

interface Run {
  limits: Limits
  http: Flood
  singles: Flood
  batches: Flood
  bareSingles: number
  loadAverage: number
}
const runs: Run[] = []
for (let seed = 1; seed <= RUNS; seed++) {
  const limits = await limitsOf()
  const http = await flood(POSTERS * POST_TAGS, POSTERS, (rig, sources) => ({
    kind: 'http-flood',
    port: rig.dataPort,
    sources,
    seconds: SECONDS,
    seed,
  }))
  const mqtt = (batch: number) => (rig: Rig, sources: ReturnType<typeof definitionOf>['load']) =>
    ({ kind: 'mqtt-flood', port: rig.mqttPort, sources, batch, window: batch === 1 ? WINDOW : 20, seconds: SECONDS, seed }) as const
  const singles = await flood(16_000, LINES, mqtt(1))
  const batches = await flood(80_000, LINES, mqtt(100))
  runs.push({ limits, http, singles, batches, bareSingles: await bareSingles(seed), loadAverage: loadavg()[0]! })
  console.log(JSON.stringify(runs.at(-1)))
}

const of = (pick: (one: Run) => number) => ({ value: median(runs.map(pick)), runs: runs.map(pick) })
const engine = { what: 'the engine’s plain columnar insert', value: of((r) => r.limits.engineRowsPerSecond).value }
const journal = { what: 'the journal alone, batches of 10,000', value: of((r) => r.limits.journalBatches).value }
const bare = { what: 'bare aedes, same load', value: of((r) => r.bareSingles).value }
const figures: Figure[] = [
  {
    what: `HTTP columns of ${POST_TAGS}: accepted, checked, durable`,
    ...of((r) => r.http.acceptedPerSecond),
    unit: 'points/s',
    goal: { atLeast: 500_000 },
    limit: engine,
  },
  { what: 'the same, as a share of the journal', ...of((r) => r.http.acceptedPerSecond), unit: 'points/s', limit: journal },
  { what: 'the same, and in the archive with roll-ups', ...of((r) => r.http.archivedPerSecond), unit: 'points/s', limit: engine },
  { what: 'HTTP: processor time of pipeline and archive', ...of((r) => r.http.microsPerPoint), unit: 'µs/point' },
  { what: 'HTTP: lost or refused', ...of((r) => r.http.lost), unit: 'points', goal: { atMost: 0 } },
  {
    what: 'MQTT, one message a point: accepted, checked, durable',
    ...of((r) => r.singles.acceptedPerSecond),
    unit: 'points/s',
    goal: { atLeast: 40_000 },
    limit: bare,
  },
  {
    what: 'the same, as a share of the journal, entries of one',
    ...of((r) => r.singles.acceptedPerSecond),
    unit: 'points/s',
    limit: { what: 'the journal alone', value: of((r) => r.limits.journalSingles).value },
  },
  { what: 'MQTT, one message a point: processor time', ...of((r) => r.singles.microsPerPoint), unit: 'µs/point' },
  { what: 'MQTT, one message a point: lost or refused', ...of((r) => r.singles.lost), unit: 'points', goal: { atMost: 0 } },
  { what: 'MQTT, batches of 100: accepted, checked, durable', ...of((r) => r.batches.acceptedPerSecond), unit: 'points/s', limit: engine },
  { what: 'MQTT, batches of 100: processor time', ...of((r) => r.batches.microsPerPoint), unit: 'µs/point' },
  { what: 'MQTT, batches of 100: lost or refused', ...of((r) => r.batches.lost), unit: 'points', goal: { atMost: 0 } },
  { what: 'generator, HTTP: share of one core', ...of((r) => r.http.load.busy), unit: '' },
  { what: 'generator, one message a point: share of one core', ...of((r) => r.singles.load.busy), unit: '' },
]
report('ingest-max', figures, {
  seconds: SECONDS,
  posters: POSTERS,
  lines: LINES,
  window: WINDOW,
  fdatasync: await bareFdatasync(2),
  loadAverages: runs.map((r) => r.loadAverage),
  neighbours: runs.map((r) => ({ http: r.http.neighbours, singles: r.singles.neighbours, batches: r.batches.neighbours })),
})
process.exit(0)
