/** The pipeline (数据管道), assembled: gate, journals, alarm engine, live push, forwarding to the archive. The doors are opened by the caller. */
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Refusal } from '@anyuan/kernel'
import { AlarmEngine, type AlarmEngineEvent, type AlarmStanding, type OperatorLimits, selectDefinitions } from '@anyuan/monitoring'
import type { AlarmAction, AlarmEvent, AlarmPlan, AlarmState } from '@anyuan/monitoring/shapes'
import { type AlarmJournal, openAlarmJournal } from './alarm-journal.ts'
import type { SampleArchive } from './archive/port.ts'
import { Calculation } from './calculate/calculation.ts'
import { NOTHING_DEFINED, PipelineDefinition, type PipelineSettings } from './definition.ts'
import { type Forwarder, startForwarder } from './forward.ts'
import { fillFromArchive } from './ingest/fill.ts'
import { Gate, type QuarantineRecord } from './ingest/gate.ts'
import { SteadyClock } from './ingest/steady-clock.ts'
import { decodeColumns, encodeJoined, type Journal, openJournal, type SampleColumns } from './journal/index.ts'
import { LiveHub } from './live/hub.ts'

export interface PipelineOptions {
  dir: string
  archive: Pick<SampleArchive, 'insert' | 'latest'>
  ticketKey: string
  /** In place of the steady clock over the machine's own. */
  now?: () => number
  onAlarm: (event: AlarmEvent) => void
  onQuarantine: (record: QuarantineRecord) => void
  onFault: (what: string, error: unknown) => void
  /** How long an officer may shelve, by severity. */
  operatorLimits: OperatorLimits
}

export interface Pipeline {
  /** Null where a test gave its own. */
  clock: SteadyClock | null
  /** The time by which everything here is told, epoch ms. */
  now(): number
  gate: Gate
  hub: LiveHub
  forwarder: Forwarder
  alarms: {
    journal: AlarmJournal
    standing(): AlarmStanding[]
    unplaced(): readonly number[]
    /** Suppression rules and formulas that are not followed, and why. */
    refused(): readonly Refusal[]
    /** The plans that run now, for the comparison with what was approved. */
    plans(): readonly AlarmPlan[]
    operate(
      alarmNumber: number,
      action: AlarmAction,
      by: string,
    ): Promise<{ ok: true; state: AlarmState } | { ok: false; code: string; params: Record<string, unknown> }>
  }
  /** Takes over a definition and keeps it for the next start. */
  define(definition: PipelineDefinition): void
  compactAlarms(copiedUpTo: number): Promise<void>
  close(): Promise<void>
}

const FILL_RETRY_MS = 5000 // default, not from a standard
const SCAN_MS = 1000 // default, not from a standard: how late a stale input of a formula is noticed
const TICK_MS = 100 // default, not from a standard: how late a delay may end

export async function openPipeline({
  dir,
  archive,
  ticketKey,
  now: given,
  onAlarm,
  onQuarantine,
  onFault,
  operatorLimits,
}: PipelineOptions): Promise<Pipeline> {
  mkdirSync(dir, { recursive: true })
  const clock = given ? null : new SteadyClock({ wall: Date.now, monotonicMs: () => performance.now() })
  const now = given ?? clock!.now
  const samples = await openJournal({ dir, name: 'samples' })
  const alarmJournal = await openAlarmJournal(dir)
  let engine: AlarmEngine | null = null
  /** The newest entry on its way to the disk: an officer is answered after it. */
  let told: Promise<void> = Promise.resolve()

  const keeping = batchedAppend(samples, onFault)
  const gate = new Gate({
    now,
    ...(clock ? { latest: clock.latest, wallAheadMs: () => clock.steppedByMs, onHeard: (source, time) => clock.hear(source, time) } : {}),
    journal: keeping.append,
    onLive(index, value, q, time, at) {
      engine?.sample(index, value, q, time, at)
      calculation.hear(index, value, q, time, at)
    },
    onLost(index, at) {
      engine?.lose(index, at)
      calculation.lose(index, at)
    },
    onQuarantine,
  })
  const calculation = new Calculation({
    directory: gate.directory,
    current: gate.current,
    now,
    journal: keeping.append,
    onResult: (index, value, q, time, at) => engine?.sample(index, value, q, time, at),
    onRule: (code, holds, at) => engine?.ruleHolds(code, holds, at),
  })
  const hub = new LiveHub({
    directory: gate.directory,
    current: gate.current,
    ticketKey,
    now,
    ...(clock ? { ticketNow: clock.earliest } : {}),
  })
  const tell = (events: readonly AlarmEngineEvent[]): Promise<void> =>
    alarmJournal.append(events).then((numbered) => {
      for (const event of numbered) {
        hub.alarm(event)
        onAlarm(event)
      }
    })

  const definitionFile = join(dir, 'definition.json')
  const first = PipelineDefinition.parse(existsSync(definitionFile) ? JSON.parse(readFileSync(definitionFile, 'utf8')) : NOTHING_DEFINED)
  gate.directory.define(first)
  gate.defined()
  await replay(samples, gate)
  clock?.notBefore(lastKnown(gate))
  let settings: PipelineSettings = first
  let reselectAt: number | null = null
  /** The limit sets in force now; `reselectAt` is when that may change. */
  const inForce = (at: number) => {
    const selected = selectDefinitions(settings.alarms, { states: settings.assetStates, calendars: settings.calendars, now: at })
    reselectAt = selected.nextBoundaryAt
    return selected.definitions
  }
  engine = new AlarmEngine({
    definitions: inForce(now()),
    suppressions: first.suppressions,
    tagIndexOf: gate.directory.indexOf,
    startedAt: now(),
    sink: (events) => {
      told = tell(events)
      told.catch((error) => onFault('alarm journal', error))
    },
  })
  const running = engine
  for (let index = 0; index < gate.directory.tags.length; index++)
    if (gate.current.seen(index)) running.restoreHeard(index, gate.current.receivedAt[index]!)
  running.restore(alarmJournal.restored(), now())
  calculation.define(first)

  const forwarder = await startForwarder({
    journal: samples,
    journalId: identityOf(dir),
    archive,
    onFault: (error) => onFault('archive', error),
  })
  let filling: NodeJS.Timeout | null = null
  const fill = (): void => {
    filling = null
    fillFromArchive(gate, archive).then(
      () => calculation.prime(),
      () => {
        filling = setTimeout(fill, FILL_RETRY_MS) // the archive starts beside us and may be later
      },
    )
  }
  fill()
  const ticker = setInterval(() => {
    const at = now()
    if (reselectAt !== null && at >= reselectAt) running.reconfigure(inForce(at), gate.directory.indexOf, at, settings.suppressions)
    running.tick(at)
  }, TICK_MS)
  const scanner = setInterval(() => calculation.scan(now()), SCAN_MS)

  return {
    clock,
    now,
    gate,
    hub,
    forwarder,
    alarms: {
      journal: alarmJournal,
      standing: () => running.standing(),
      unplaced: () => running.unplaced,
      plans: () => settings.alarms,
      refused: () => [...running.refusedRules, ...calculation.refused],
      async operate(alarmNumber, action, by) {
        const outcome = running.operate(alarmNumber, action, by, now(), operatorLimits)
        if (outcome.ok) await told
        return outcome.ok ? { ok: true, state: outcome.state } : { ok: false, code: outcome.code, params: outcome.params }
      },
    },
    define(written) {
      const definition = PipelineDefinition.parse(written)
      const text = JSON.stringify(definition)
      writeFileSync(`${definitionFile}.new`, text)
      renameSync(`${definitionFile}.new`, definitionFile) // never half a definition
      gate.directory.define(definition)
      gate.defined()
      settings = definition
      running.reconfigure(inForce(now()), gate.directory.indexOf, now(), definition.suppressions)
      calculation.define(definition)
    },
    compactAlarms: (copiedUpTo) => alarmJournal.compact(running.remembered(), copiedUpTo),
    async close() {
      clearInterval(ticker)
      clearInterval(scanner)
      if (filling) clearTimeout(filling)
      hub.close()
      await calculation.settled()
      await keeping.settled()
      await forwarder.stop()
      await samples.close()
      await alarmJournal.close()
    },
  }
}

/**
 * The messages of many senders share one write and one fdatasync. Who comes alone does not wait: a sender that sends the next message only after
 * the acknowledgement, as most do with a backlog, would else be held to 1/GATHER_MS.
 */
const GATHER_MS = 5 // default, not from a standard

/** Batches that arrive together become one entry: a message a point would else cost a frame and an fdatasync a point. */
function batchedAppend(
  journal: Journal,
  onFault: (what: string, error: unknown) => void,
): { append(columns: SampleColumns): Promise<void>; settled(): Promise<void> } {
  let waiting: SampleColumns[] = []
  let written: Promise<void> | null = null
  let writtenAt = 0
  let inCompany = false
  const append = (columns: SampleColumns): Promise<void> => {
    waiting.push(columns)
    written ??= new Promise<void>((resolve, reject) => {
      const write = () => {
        const batches = waiting
        waiting = []
        written = null
        writtenAt = performance.now()
        inCompany = batches.length > 1
        journal.append(encodeJoined(batches)).then(
          () => resolve(),
          (error) => {
            onFault('sample journal', error)
            reject(error)
          },
        )
      }
      const gatherMs = inCompany ? writtenAt + GATHER_MS - performance.now() : 0
      if (gatherMs > 0) setTimeout(write, gatherMs)
      else setImmediate(write)
    })
    return written
  }
  return { append, settled: () => (written ?? Promise.resolve()).catch(() => {}) }
}

/** After a restart: current values and the recent times, from what the journal still holds. No alarm is judged by it. */
async function replay(journal: Journal, gate: Gate): Promise<void> {
  for await (const { payload } of journal.read(journal.start())) {
    const { length, receivedAt, tagNumbers, times, values, qualities } = decodeColumns(payload)
    for (let i = 0; i < length; i++) {
      const index = gate.directory.indexOf(tagNumbers[i]!)
      if (index === undefined) continue
      gate.current.remember(index, times[i]!)
      if (times[i]! > gate.current.times[index]!) gate.current.set(index, times[i]!, receivedAt, values[i]!, qualities[i]!)
    }
  }
}

/** The latest time that is on the disk: after a restart it cannot be earlier. */
function lastKnown({ current, directory }: Gate): number {
  let latest = 0
  for (let index = 0; index < directory.tags.length; index++) if (current.seen(index)) latest = Math.max(latest, current.receivedAt[index]!)
  return latest
}

function identityOf(dir: string): string {
  const file = join(dir, 'samples.id')
  if (!existsSync(file)) writeFileSync(file, randomUUID())
  return readFileSync(file, 'utf8').trim()
}
