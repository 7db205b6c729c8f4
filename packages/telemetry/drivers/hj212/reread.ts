/** The frame of an HJ 212 message, kept in quarantine, read once more after the cause was mended. */
import { dataTimeOf, epochMsOf, Framer, parseSegment } from '@anyuan/codecs/hj212'
import type { SourceDefinition } from '../../definition.ts'
import type { Rows } from '../../ingest/rows.ts'
import { rowsOfMessage } from './rows.ts'

/** @param payload the frame as text, with or without its end of line. @returns rows as the door would have made them, or why not. */
export function rereadHj212(definition: SourceDefinition, payload: string): Rows | { malformed: string } {
  const [found] = new Framer().push(Buffer.from(payload, 'latin1'))
  if (found?.kind !== 'frame') return { malformed: found?.kind === 'malformed' ? found.reason : 'no whole frame' }
  const { connection } = definition
  if (connection?.protocol === 'hj212' && connection.checksum !== found.checksum)
    return { malformed: `checksum of ${found.checksum}, the source is set to ${connection.checksum}` }
  const message = parseSegment(found.segment)
  if ('malformed' in message) return message
  return rowsOfMessage(definition, message, dataTimeOf(message) ?? (message.qn === null ? Number.NaN : epochMsOf(message.qn)))
}
