/** What alarm design asks of the world; fulfilled by apps/server. */
import type { AssetKind, OperatingState, Tag, TagSettings } from '@anyuan/assets/contract'
import type { Audit, Caller, Clock, Outbox, Transact } from '@anyuan/kernel'
import type { AlarmPlanInput } from '@anyuan/monitoring/shapes'
import type { AlarmClass, ComesBack } from '../contract.ts'
import type { RunningAlarm } from '../rules/compare.ts'
import type { Handled } from '../rules/report.ts'
import type { AlarmDesignStore, Tx } from '../store.ts'

/** Samples of one tag, oldest first, as parallel columns; `value` NaN where there was none. */
export interface SampleBlock {
  times: Float64Array
  values: Float64Array
  qualities: Uint8Array
}

export interface Needs {
  transact: Transact<Tx>
  store: AlarmDesignStore
  outbox: Outbox<Tx>
  audit: Audit<Tx>
  clock: Clock
  tags: {
    /** Of these, the ones within `scope`. */
    within(scope: readonly string[], numbers: readonly number[]): Promise<Tag[]>
    byCode(codes: readonly string[]): Promise<Tag[]>
    all(): Promise<Tag[]>
    kinds(assetCodes: readonly string[]): Promise<Map<string, AssetKind>>
    /** Assets that are not in normal operation, within `scope`. */
    unusual(scope: readonly string[]): Promise<{ code: string; name: string; org: string; state: OperatingState }[]>
    /** Refuses the first formula that cannot stand: not readable, of tags that are not within `scope`, or a circle. */
    checkFormulas(scope: readonly string[], tags: readonly { code: string; formula: string | null }[]): Promise<void>
    /** Carries out a request, all tags or none; a second time changes nothing. Refuses what the limits' own rules refuse. */
    settle(
      caller: Caller,
      settlement: {
        request: number
        author: string
        approvedBy: string
        reason: string
        tags: readonly ({ tagNumber: number } & TagSettings)[]
      },
    ): Promise<void>
    /** The plans that the pipeline would run for a tag. */
    plans(tag: Tag, classes: readonly AlarmClass[]): AlarmPlanInput[]
  }
  /** Samples from the archive, block by block in order of time. */
  samples(tagNumber: number, from: number, to: number): Promise<SampleBlock>
  alarms: {
    /** Real occurrences on which a person recorded an action. */
    handled(tagNumbers: readonly number[], from: number, to: number): Promise<Handled[]>
    /** What is shelved, suppressed or out of service now. */
    setAside(caller: Caller): Promise<ComesBack[]>
  }
  /** What the pipeline runs now; null when it cannot be asked. */
  running(): Promise<RunningAlarm[] | null>
  /** What it would run if it did exactly what was approved; and the tags that are set otherwise than was last approved. */
  approved(): Promise<{ alarms: RunningAlarm[]; unapproved: Tag[] }>
  /** Queues a job of this module in the transaction. */
  send(tx: Tx, name: string, data: object): Promise<void>
}
