/** The subjects on the pipeline's bus, and the shapes that go over it: between the pipeline role and the api role, nobody else. */
import type { QualityName } from '@anyuan/kernel'
import type { AlarmAction, AlarmEvent, AlarmState } from '@anyuan/monitoring/shapes'
import type { LateAnswer, PipelineDefinition, QuarantineRecord, Reprocessed, ReprocessRecord } from '@anyuan/telemetry'
import type { BrowseNode, CollectorStatus, Connection, ConnectionFault, ConnectionTest, SourcePoint } from '@anyuan/telemetry/connection'
import type { EdgeCompleteness } from '@anyuan/telemetry/edge/contract'
import type { HouseFacts, RefusalReason } from '@anyuan/telemetry/wire'

/** Requests: payload → answer. */
export interface PipelineRequests {
  'pipeline.define': [PipelineDefinition, null]
  'pipeline.operate': [
    { alarmNumber: number; action: AlarmAction; by: string },
    { ok: true; state: AlarmState } | { ok: false; code: string; params: Record<string, unknown> },
  ]
  'pipeline.journal': [{ after: number; limit: number }, { journal: string; latest: number; events: AlarmEvent[] }]
  'pipeline.copied': [{ journal: string; sequence: number }, null]
  'pipeline.current': [
    { tagNumbers: readonly number[] },
    { tagNumber: number; time: number | null; receivedAt: number | null; value: number | null; quality: number }[],
  ]
  'pipeline.traffic': [null, TrafficRow[]]
  /** The api says every few seconds whether its database answers; the answer is what the pipeline knows of the house. */
  'pipeline.house': [{ database: boolean }, HouseFacts]
  /** One line for each alarm that runs now, with a digest of its settings. */
  'pipeline.running': [null, { alarmNumber: number; tagNumber: number; digest: string }[]]
  'pipeline.quarantine': [null, { batch: number; records: QuarantineRecord[] }]
  'pipeline.quarantine_kept': [{ batch: number }, null]
  /** Offers what stands in quarantine to the gate again. */
  'pipeline.reprocess': [{ records: ReprocessRecord[] }, { results: Reprocessed[] }]
  /** What one source did in the last hour; null for a source that is not known. */
  'pipeline.activity': [{ sourceCode: string }, { at: number; perMinute: number[]; silentTagCodes: string[] } | null]
  /** What an edge agent sent, hour by hour; null for a source for which none ever spoke. */
  'pipeline.edge': [{ sourceCode: string }, EdgeCompleteness | null]
  /** Hours of tags in which late samples came, told until they are taken. */
  'pipeline.late_hours': [{ taken: number | null }, LateAnswer]
  /** Tries a connection that need not be saved. Takes up to half a minute. */
  'pipeline.test_connection': [{ connection: Connection; points: SourcePoint[]; sourceCode?: string }, ConnectionTest]
  /** The nodes below `nodeId`, or below the server's root folder; for OPC UA alone. */
  'pipeline.browse': [
    { connection: Connection; nodeId: string | null },
    { ok: true; nodes: BrowseNode[] } | { ok: false; fault: ConnectionFault; detail: string | null },
  ]
}
/** Told to the api when it should come and look. */
export const ALARM_EVENTS = 'pipeline.alarm_events'
export const QUARANTINE_WAITS = 'pipeline.quarantine_waits'

export interface TrafficRow {
  sourceCode: string
  connected: boolean | null
  lastReceivedAt: number | null
  acceptedPerSecond: number
  accepted: number
  historical: number
  refused: Partial<Record<RefusalReason, number>>
  silentTags: number
  lagMs: number | null
  /** How it stands with a source that is fetched from; null where it speaks first. */
  collector: CollectorStatus | null
  /** The least lag of the last ten to twenty minutes: how far the source's clock is behind (positive) or ahead; null before the first sample. */
  clockOffsetMs: number | null
  /** Holes in the sequence, where the protocol numbers its messages. */
  gaps: number | null
  /** Current values of its allowed tags by quality; what was never heard counts as stale. */
  qualities: Record<QualityName, number>
}

export type Ask = <S extends keyof PipelineRequests>(
  subject: S,
  payload: PipelineRequests[S][0],
  timeoutMs?: number,
) => Promise<PipelineRequests[S][1]>
