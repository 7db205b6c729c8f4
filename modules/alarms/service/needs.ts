/** What the use cases of alarms ask of the house. */
import type { Audit, Clock, EpochMs, Outbox, Transact } from '@anyuan/kernel'
import type { RehearsalSetup } from '@anyuan/monitoring'
import type { AlarmAction, AlarmGuidance, AlarmState, Assignee, Breach } from '../contract.ts'
import type { AlarmsStore, Tx, Where } from '../store.ts'

export type ActOutcome = { ok: true; state: AlarmState } | { ok: false; code: string; params: Record<string, unknown> }

export interface Samples {
  times: Float64Array
  values: Float64Array
  qualities: Uint8Array
}
/** The engine's setting for one tag, what it has to read for it, and the alarms that are judged. */
export interface LateRehearsal {
  setup: Omit<RehearsalSetup, 'from'>
  read: readonly number[]
  alarmNumbers: ReadonlySet<number>
}

export interface Needs {
  transact: Transact<Tx>
  store: AlarmsStore
  outbox: Outbox<Tx>
  audit: Audit<Tx>
  clock: Clock
  /** Names and places of tags; a tag that was deleted is missing from the answer. */
  tags: (tagNumbers: readonly number[]) => Promise<Map<number, Where>>
  /** Carries an act to the pipeline, which owns the state. Rejects as an outage when it is away. */
  act: (alarmNumber: number, action: AlarmAction, by: string) => Promise<ActOutcome>
  /** Hours of tags in which late samples came. `taken` gives up the batch that is kept; null where the pipeline is away. */
  lateHours: (taken: number | null) => Promise<{ batch: number | null; hours: { tagNumber: number; hour: EpochMs }[] } | null>
  /** How the alarms of a tag are judged again within a window; null for a tag that has none. */
  rehearsals: (from: EpochMs, to: EpochMs) => Promise<(tagNumber: number) => LateRehearsal | null>
  /** Samples of one tag from the archive, oldest first, all of the window. */
  samples: (tagNumber: number, from: EpochMs, to: EpochMs) => Promise<Samples>
  /** Every alarm that is set at the tags of an area, or of one asset in it. */
  alarmsBelow: (org: string, assetCode: string | null) => Promise<{ alarmNumber: number; tagCode: string }[]>
  /** All parks: operator positions. */
  parks: () => Promise<{ path: string; name: string }[]>
  /** Who may act on alarms at a place. */
  people: (org: string) => Promise<Assignee[]>
  /** What to do about an alarm, inherited along the assets; null: nobody has written any. */
  guidanceFor: (tagNumber: number, reason: Breach['reason']) => Promise<AlarmGuidance | null>
  /** Alarm → the alarm that is known to cause it. */
  causes: () => Promise<ReadonlyMap<number, number>>
  /** Changes of running settings that nobody approved, in a window below a place; null: not compared. */
  unauthorisedChanges: (org: string, from: EpochMs, to: EpochMs) => Promise<number | null>
}

export const nowhere = (tagNumber: number): Where => ({
  tagNumber,
  tagCode: `#${tagNumber}`,
  tagName: `#${tagNumber}`,
  unit: '',
  org: '',
  assetCode: null,
})
