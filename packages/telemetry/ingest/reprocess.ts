/** Offers refused payloads to the gate again (重新处理), once somebody has mended the cause. What is taken goes the way of late data: archived, no live alarm. */
import type { SourceDefinition } from '../definition.ts'
import type { RefusalReason } from '../wire.ts'
import type { Gate } from './gate.ts'
import { pointsOf } from './points.ts'
import { type Rows, readRows } from './rows.ts'

/** Reads a payload as it was kept, by the words of the source as it is defined now. */
export type Reread = (definition: SourceDefinition, payload: string) => Rows | { malformed: string }

export interface ReprocessRecord {
  id: number
  sourceCode: string
  /** The one tag, or address, of the payload that was refused; null when the whole message was. */
  tagCode: string | null
  payload: string
}
export interface Reprocessed {
  id: number
  accepted: number
  /** Empty: all of it is kept now, or was kept already. */
  refused: { reason: RefusalReason; detail: string | null }[]
}

/**
 * Neither counts nor quarantines anew what is refused again. Resolves when what was taken is durable.
 * @param rereaders by protocol; a payload of any other protocol is read as our own message.
 */
export function reprocess(
  gate: Pick<Gate, 'offer' | 'directory'>,
  rereaders: Readonly<Record<string, Reread>>,
  records: readonly ReprocessRecord[],
): Promise<Reprocessed[]> {
  return Promise.all(records.map((record) => offerAgain(gate, rereaders, record)))
}

async function offerAgain(
  gate: Pick<Gate, 'offer' | 'directory'>,
  rereaders: Readonly<Record<string, Reread>>,
  { id, sourceCode, tagCode, payload }: ReprocessRecord,
): Promise<Reprocessed> {
  const no = (reason: RefusalReason, detail: string | null): Reprocessed => ({ id, accepted: 0, refused: [{ reason, detail }] })
  const source = gate.directory.sources.get(sourceCode)
  if (!source) return no('not_admitted', null)
  const { definition } = source
  const reread = rereaders[definition.protocol]
  const read = reread ? reread(definition, payload) : ownMessage(definition, payload)
  if ('malformed' in read) return no('malformed', read.malformed)
  const rows = only(read, tagCode, definition)
  if (rows.tags.length === 0) return no('malformed', 'no row of this tag')
  rows.historical = new Uint8Array(rows.tags.length).fill(1)
  const { accepted, refused, durable } = gate.offer({ code: sourceCode }, rows, null)
  try {
    await durable
  } catch {
    return no('overload', null) // the disk did not take it: nothing is lost, the entry stays
  }
  return { id, accepted, refused: refused.filter(({ reason }) => reason !== 'duplicate').map(({ reason, detail }) => ({ reason, detail })) }
}

/** Our own message. A name that was an address without a tag when it came may have a point now, which says its scale as well. */
function ownMessage(definition: SourceDefinition, payload: string): Rows | { malformed: string } {
  const rows = readRows(payload)
  if ('malformed' in rows) return rows
  const points = pointsOf(definition)
  for (let i = 0; i < rows.tags.length; i++) {
    const point = points.get(rows.tags[i]!)
    if (!point) continue
    rows.tags[i] = point.tagCode
    rows.values[i] = rows.values[i]! * point.scale + point.offset
  }
  return rows
}

/** The rows of one tag. An address that had no tag when it came may have one now. */
function only(rows: Rows, tagCode: string | null, definition: SourceDefinition): Rows {
  if (tagCode === null) return rows
  const names = new Set([tagCode, pointsOf(definition).get(tagCode)?.tagCode])
  const kept = rows.tags.flatMap((tag, i) => (names.has(tag.slice(0, 64)) ? [i] : []))
  const units = rows.units
  return {
    tags: kept.map((i) => rows.tags[i]!),
    times: Float64Array.from(kept, (i) => rows.times[i]!),
    values: Float64Array.from(kept, (i) => rows.values[i]!),
    qualities: Uint8Array.from(kept, (i) => rows.qualities[i]!),
    units: units && kept.map((i) => units[i] ?? null),
  }
}
