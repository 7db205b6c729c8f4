/** `tags-100k`: 100,000 tags at 1 Hz through 100-tag MQTT batches on 100 connections, each tag with a rule, for five minutes. */
import { loadavg } from 'node:os'
import { startBareAedes } from './bare/start.ts'
import { type Figure, median, quantile, report } from './harness.ts'
import { generate, type LoadReport, type SteadyLoad } from './load/generator.ts'
import { bareFdatasync, cpuSeconds, neighbours, pssMiB } from './processes.ts'
import { archived, definitionOf, startRig } from './rig.ts'
import { isShort, runsOf, secondsOf } from './settings.ts'
import { breachKey, watch } from './watcher.ts'

const TAGS = 100_000
const SOURCES = 100
const BATCH = 100
const BREACHES = 1000
const WATCHED = 1000
const SECONDS = secondsOf(300, 30)
const RUNS = runsOf(3)
const { definition, load } = definitionOf(TAGS, SOURCES)
const loadOf = (port: number, seconds: number, breaches: number, seed: number): SteadyLoad => ({
  kind: 'mqtt-steady',
  port,
  sources: load,
  batch: BATCH,
  connectionsPerSource: 1,
  seconds,
  breaches,
  quietSeconds: Math.min(5, Math.floor(seconds / 4)),
  seed,
})

interface Run {
  load: LoadReport
  archived: number
  missing: number
  alarmMs: { p50: number; p99: number; max: number }
  frameMs: { p50: number; p99: number }
  loopP99Ms: number
  pssMiB: number
  cpuMicrosPerPoint: number
  bareMicrosPerPoint: number
  loadAverage: number
  /** Share of the machine that others used. */
  neighbours: number
}

async function bareRun(seed: number): Promise<number> {
  const broker = await startBareAedes()
  const before = cpuSeconds([broker.pid])
  const { acknowledged } = await generate(loadOf(broker.port, Math.min(SECONDS, 20), 0, seed))
  const cpu = cpuSeconds([broker.pid]) - before
  broker.stop()
  return (cpu * 1e6) / acknowledged
}

async function run(seed: number): Promise<Run> {
  const bareMicrosPerPoint = await bareRun(seed)
  const rig = await startRig(definition)
  const watched = Array.from({ length: WATCHED }, (_, i) => 1 + i * (TAGS / WATCHED))
  const watcher = await watch(rig.dataPort, rig.ticket, watched)
  const before = cpuSeconds(rig.pids)
  const taken = neighbours()
  await rig.metric('pipeline', 'nodejs_eventloop_lag_p99_seconds') // the scrape begins a new measurement
  const peak = { pssMiB: 0, lagMs: 0 }
  const looking = setInterval(async () => {
    peak.pssMiB = Math.max(peak.pssMiB, pssMiB(rig.pids))
  }, 2000)
  const done = await generate(loadOf(rig.mqttPort, SECONDS, BREACHES, seed))
  const loopP99Ms = (await rig.metric('pipeline', 'nodejs_eventloop_lag_p99_seconds')) * 1000
  clearInterval(looking)
  const others = taken(cpuSeconds(rig.pids) - before + done.busy * done.seconds + process.cpuUsage().user / 1e6)
  const rows = await archived(rig, done.acknowledged)
  const cpu = cpuSeconds(rig.pids) - before
  const waits = done.breaches.flatMap(({ tagNumber, value, sentAtMs }) => {
    const arrived = watcher.alarms.get(breachKey(tagNumber, value))
    return arrived === undefined ? [] : [arrived - sentAtMs]
  })
  watcher.close()
  const result: Run = {
    load: { ...done, breaches: [] },
    archived: rows,
    missing: BREACHES - waits.length,
    alarmMs: { p50: quantile(waits, 0.5), p99: quantile(waits, 0.99), max: quantile(waits, 1) },
    frameMs: { p50: quantile(watcher.ages, 0.5), p99: quantile(watcher.ages, 0.99) },
    loopP99Ms,
    pssMiB: peak.pssMiB,
    cpuMicrosPerPoint: (cpu * 1e6) / done.acknowledged,
    bareMicrosPerPoint,
    loadAverage: loadavg()[0]!,
    neighbours: others,
  }
  await rig.stop()
  console.log(JSON.stringify(result))
  return result
}

const disk = await bareFdatasync(2)
const runs: Run[] = []
for (let seed = 1; seed <= RUNS; seed++) runs.push(await run(seed))
const of = (pick: (one: Run) => number) => ({ value: median(runs.map(pick)), runs: runs.map(pick) })
const figures: Figure[] = [
  { what: 'samples sent', ...of((r) => r.load.sent), unit: 'samples' },
  {
    what: 'lost: acknowledged and not in the archive',
    ...of((r) => r.load.acknowledged - r.archived),
    unit: 'samples',
    goal: { atMost: 0 },
  },
  { what: 'not acknowledged', ...of((r) => r.load.sent - r.load.acknowledged), unit: 'samples', goal: { atMost: 0 } },
  { what: `alarms missed of ${BREACHES}`, ...of((r) => r.missing), unit: 'alarms', goal: { atMost: 0 } },
  {
    what: 'packet → alarm at a browser, p99',
    ...of((r) => r.alarmMs.p99),
    unit: 'ms',
    goal: { atMost: 100 },
    limit: { what: 'one fdatasync, p99', value: disk.p99Ms },
  },
  {
    what: 'packet → alarm at a browser, p50',
    ...of((r) => r.alarmMs.p50),
    unit: 'ms',
    limit: { what: 'one fdatasync, p50', value: disk.p50Ms },
  },
  {
    what: 'packet → browser frame, p99',
    ...of((r) => r.frameMs.p99),
    unit: 'ms',
    goal: { atMost: 500 },
    limit: { what: 'the frame interval', value: 250 },
  },
  { what: 'packet → PUBACK, p99', ...of((r) => r.load.ackMs.p99), unit: 'ms', limit: { what: 'one fdatasync, p99', value: disk.p99Ms } },
  { what: 'event-loop delay of the pipeline, p99', ...of((r) => r.loopP99Ms), unit: 'ms', goal: { atMost: 50 } },
  { what: 'memory of pipeline and archive (PSS, highest)', ...of((r) => r.pssMiB), unit: 'MiB', goal: { atMost: 2048 } },
  {
    what: 'processor time of pipeline and archive',
    ...of((r) => r.cpuMicrosPerPoint),
    unit: 'µs/point',
    limit: { what: 'bare aedes, same load', value: median(runs.map((r) => r.bareMicrosPerPoint)) },
  },
  { what: 'generator: share of one core', ...of((r) => r.load.busy), unit: '', goal: { atMost: 0.8 } },
  { what: 'generator: slowest message left late by', ...of((r) => r.load.latestMs), unit: 'ms', goal: { atMost: 200 } },
]
report(isShort ? 'tags-100k-short' : 'tags-100k', figures, {
  tags: TAGS,
  connections: SOURCES,
  batch: BATCH,
  seconds: SECONDS,
  rules: TAGS,
  fdatasync: disk,
  loadAverages: runs.map((r) => r.loadAverage),
  neighbours: runs.map((r) => r.neighbours),
})
process.exit(0)
