/** What waiting for an acknowledgement (待确认) does to an alarm: it grows graver, and it sounds again. Both follow from the state and the definition, so a restart or a new definition loses neither. */
import type { EpochMs } from '@anyuan/kernel'
import type { AlarmDefinition, Breach, LiveState } from './shapes.ts'

type Standing = Exclude<LiveState, { state: 'normal' }>
/** States in which an occurrence may wait for an acknowledgement. */
type Waiting = Extract<LiveState, { state: 'unacknowledged' | 'returned_unacknowledged' | 'latched' }>

/** True while nobody has acknowledged what stands. */
export const isWaiting = (live: LiveState): live is Waiting =>
  live.state === 'unacknowledged' || live.state === 'returned_unacknowledged' || (live.state === 'latched' && live.acknowledged === null)

/** Since when it waits, in epoch ms. */
export const waitsSince = (live: Standing): EpochMs => live.waitingSince ?? live.raisedAt
/** When it last sounded, in epoch ms. */
export const soundedAt = (live: Standing): EpochMs => live.announcedAt ?? waitsSince(live)

/** The worst breach as the process gave it, without what waiting has added. */
export const worstByProcess = ({ worst, levelSeverity }: Standing): Breach =>
  levelSeverity === undefined ? worst : { ...worst, severity: levelSeverity }

/** The state without the marks of waiting: acknowledged, or about to wait anew. */
export function rested<S extends Standing>(live: S): Omit<S, 'waitingSince' | 'announcedAt' | 'levelSeverity'> {
  const { waitingSince: _since, announcedAt: _sounded, levelSeverity: _risen, ...plain } = live
  return plain
}

/** When it next grows graver, in epoch ms: only while its condition stands unacknowledged. */
export function riseDueAt(definition: AlarmDefinition, live: LiveState): EpochMs | null {
  if (live.state !== 'unacknowledged') return null
  let dueAt: EpochMs | null = null
  for (const rise of definition.severityRises) {
    if (rise.severity >= live.worst.severity) continue
    const at = waitsSince(live) + Math.round(rise.afterSeconds * 1000)
    if (dueAt === null || at < dueAt) dueAt = at
  }
  return dueAt
}

/** As grave as waiting until `dueAt` makes it; it is news, and sounds. */
export function risen<S extends Standing>(definition: AlarmDefinition, live: S, dueAt: EpochMs): S {
  const due = definition.severityRises.filter((rise) => waitsSince(live) + Math.round(rise.afterSeconds * 1000) <= dueAt)
  const severity = due.reduce((gravest, rise) => (rise.severity < gravest ? rise.severity : gravest), live.worst.severity)
  const levelSeverity = live.levelSeverity ?? live.worst.severity
  return { ...live, worst: { ...live.worst, severity }, levelSeverity, announcedAt: dueAt, silenced: null }
}

/** When it sounds again, in epoch ms. */
export const reannounceDueAt = ({ reannounceSeconds }: AlarmDefinition, live: LiveState): EpochMs | null =>
  reannounceSeconds !== null && isWaiting(live) ? soundedAt(live) + Math.round(reannounceSeconds * 1000) : null

/** Sounded again. What was missed up to `until` (a machine that stood still) is not made up for one by one. */
export function reannounced<S extends Standing>({ reannounceSeconds }: AlarmDefinition, live: S, until: EpochMs): S {
  const periodMs = Math.round((reannounceSeconds ?? 1) * 1000)
  const periods = Math.max(1, Math.floor((until - soundedAt(live)) / periodMs))
  return { ...live, announcedAt: soundedAt(live) + periods * periodMs, silenced: null }
}
