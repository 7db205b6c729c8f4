/** The JSON of one batch, columnar, as the front door documents it; the same for MQTT and HTTP. */
import type { Batch } from '../model/world.ts'

export const topicOf = (sourceCode: string): string => `anyuan/v1/${sourceCode}/samples`

/** One time for all columns; `qualities` only where one is not good. */
export function payloadOf({ tags, timeMs, values, qualities }: Batch): string {
  return JSON.stringify(qualities === null ? { tags, times: timeMs, values } : { tags, times: timeMs, values, qualities })
}
