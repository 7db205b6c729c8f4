/** The pipeline (数据管道), assembled: gate, journals, alarm engine, live push, forwarding to the archive. The doors are opened by the caller. */
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AlarmEngine, type AlarmEngineEvent, type AlarmStanding, type OperatorLimits } from '@anyuan/monitoring'
import type { AlarmAction, AlarmEvent, AlarmState } from '@anyuan/monitoring/shapes'
import { type AlarmJournal, openAlarmJournal } from './alarm-journal.ts'
import type { SampleArchive } from './archive/port.ts'
import { NOTHING_DEFINED, PipelineDefinition } from './definition.ts'
import { type Forwarder, startForwarder } from './forward.ts'
import { fillFromArchive } from './ingest/fill.ts'
import { Gate, type QuarantineRecord } from './ingest/gate.ts'
import { decodeColumns, encodeJoined, type Journal, openJournal, type SampleColumns } from './journal/index.ts'
import { LiveHub } from './live/hub.ts'

export interface PipelineOptions {
  dir: string
  archive: Pick<SampleArchive, 'insert' | 'latest'>
  ticketKey: string
  now?: () => number
  onAlarm: (event: AlarmEvent) => void
  onQuarantine: (record: QuarantineRecord) => void
  onFault: (what: string, error: unknown) => void
  /** How long an officer may shelve, by severity. */
  operatorLimits: OperatorLimits
}

export interface Pipeline {
  gate: Gate
  hub: LiveHub
  forwarder: Forwarder
  alarms: {
    journal: AlarmJournal
    standing(): AlarmStanding[]
    unplaced(): readonly number[]
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
const TICK_MS = 100 // default, not from a standard: how late a delay may end

export async function openPipeline({
  dir,
  archive,
  ticketKey,
  now = Date.now,
  onAlarm,
  onQuarantine,
  onFault,
  operatorLimits,
}: PipelineOptions): Promise<Pipeline> {
  mkdirSync(dir, { recursive: true })
  const samples = await openJournal({ dir, name: 'samples' })
  const alarmJournal = await openAlarmJournal(dir)
  let engine: AlarmEngine | null = null
  /** The newest entry on its way to the disk: an officer is answered after it. */
  let told: Promise<void> = Promise.resolve()

  const keeping = batchedAppend(samples, onFault)
  const gate = new Gate({
    now,
    journal: keeping.append,
    onLive: (index, value, q, time, at) => engine?.sample(index, value, q, time, at),
    onLost: (index, at) => engine?.lose(index, at),
    onQuarantine,
  })
  const hub = new LiveHub({ directory: gate.directory, current: gate.current, ticketKey, now })
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
  engine = new AlarmEngine({
    definitions: first.alarms,
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

  const forwarder = await startForwarder({
    journal: samples,
    journalId: identityOf(dir),
    archive,
    onFault: (error) => onFault('archive', error),
  })
  let filling: NodeJS.Timeout | null = null
  const fill = (): void => {
    filling = null
    fillFromArchive(gate, archive).catch(() => {
      filling = setTimeout(fill, FILL_RETRY_MS) // the archive starts beside us and may be later
    })
  }
  fill()
  const ticker = setInterval(() => running.tick(now()), TICK_MS)

  return {
    gate,
    hub,
    forwarder,
    alarms: {
      journal: alarmJournal,
      standing: () => running.standing(),
      unplaced: () => running.unplaced,
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
      running.reconfigure(definition.alarms, gate.directory.indexOf, now())
    },
    compactAlarms: (copiedUpTo) => alarmJournal.compact(running.standing(), copiedUpTo),
    async close() {
      clearInterval(ticker)
      if (filling) clearTimeout(filling)
      hub.close()
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

function identityOf(dir: string): string {
  const file = join(dir, 'samples.id')
  if (!existsSync(file)) writeFileSync(file, randomUUID())
  return readFileSync(file, 'utf8').trim()
}
