/** One fault, tried: steady before it, an alarm in the middle of it, and everything well again by itself after it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { alarmTagOf, type Fault, type Scale } from './faults.ts'
import type { Bench } from './house.ts'
import { BREACH } from './operator.ts'

export interface Trial {
  fault: string
  /** Why it was not tried. */
  skipped: string | null
  seconds: number
  sent: number
  acknowledged: number
  /** From the sensor's message to the screen, for the alarm that began in the middle; null where the fault brings its own. */
  alarmMs: number | null
  /** From the mending until samples are acknowledged again. */
  recoveryMs: number
  note: string
}

const STEADY_MS = 2000
const ALARM_WITHIN_MS = 90_000
const RECOVER_WITHIN_MS = 90_000

/** @throws Error when the house does not get well by itself */
export async function tryFault(bench: Bench, fault: Fault, scale: Scale): Promise<Trial> {
  const { load, operator, watcher, server } = bench
  const skipped = fault.missing?.(bench) ?? null
  const none = { fault: fault.name, seconds: 0, sent: 0, acknowledged: 0, alarmMs: null, recoveryMs: 0, note: '' }
  if (skipped) return { ...none, skipped }
  load.start()
  operator.begin()
  await sleep(STEADY_MS)
  const before = { sent: load.sent(), acknowledged: load.acknowledgedCount(), at: performance.now() }
  const tag = operator.tags.find((one) => one.code === alarmTagOf(fault))
  let alarmMs: number | null = null
  let shown: Promise<void> | null = null
  const meanwhile = async () => {
    if (!tag) throw new Error(`${fault.name} has no alarm of its own`)
    const from = watcher.shown.length
    const at = performance.now()
    const sent = operator.send(tag.code, BREACH)
    const raised = async () => {
      for (const until = at + ALARM_WITHIN_MS; performance.now() < until; await sleep(10)) {
        const found = watcher.shown.slice(from).find(({ event }) => event.tagNumber === tag.number && event.type === 'raised')
        if (!found) continue
        alarmMs = found.shownAtMs - at
        return
      }
    }
    shown = Promise.all([raised(), sent]).then(() => {})
    // what must be on the screen while the fault lasts is waited for here; a reconnecting screen reads the list instead
    if (fault.alarm === 'during') await raised()
  }
  const note = await fault.run(bench, scale, meanwhile)
  const mended = performance.now()
  const acknowledged = load.acknowledgedCount()
  await server.ready(RECOVER_WITHIN_MS)
  while (load.acknowledgedCount() === acknowledged) {
    if (performance.now() > mended + RECOVER_WITHIN_MS) throw new Error(`${fault.name}: no sample is acknowledged any more`)
    await sleep(10)
  }
  const recoveryMs = performance.now() - mended
  if (fault.alarm === 'during') await shown
  if (tag) await operator.send(tag.code, 10)
  return {
    ...none,
    skipped: null,
    seconds: (performance.now() - before.at) / 1000,
    sent: load.sent() - before.sent,
    acknowledged: load.acknowledgedCount() - before.acknowledged,
    alarmMs,
    recoveryMs,
    note,
  }
}
