/** Reads the frames of the live WebSocket. Shapes come from telemetry's wire; columns are checked by length only, since they come four times a second. */
import type { LiveFrame } from '@anyuan/telemetry/wire'

export type { LiveFrame } from '@anyuan/telemetry/wire'
export type AlarmEvent = Extract<LiveFrame, { type: 'alarm' }>['event']
export type AlarmWhere = Extract<LiveFrame, { type: 'alarm' }>['where']

const TYPES: ReadonlySet<string> = new Set<LiveFrame['type']>(['welcome', 'values', 'alarm', 'heartbeat', 'refused'])

/** A frame, or null for what is not one; a bad frame is dropped and does not break the good ones after it. */
export function readFrame(text: string): LiveFrame | null {
  let frame: LiveFrame
  try {
    frame = JSON.parse(text) as LiveFrame
  } catch {
    return null
  }
  if (typeof frame !== 'object' || frame === null || !TYPES.has(frame.type)) return null
  if (frame.type === 'values') {
    const { tagNumbers, times, values, qualities } = frame
    if (![tagNumbers, times, values, qualities].every((column) => Array.isArray(column) && column.length === tagNumbers.length)) return null
  }
  if (frame.type === 'alarm' && typeof frame.event?.alarmNumber !== 'number') return null
  return frame
}

/**
 * The WebSocket address from what the server tells: `:8081/live` is this host with that port, `/live` this very address,
 * `http(s)` becomes `ws(s)`, a full address stays.
 */
export function liveAddress(url: string, here: { protocol: string; hostname: string; host: string }): string {
  const scheme = here.protocol === 'https:' ? 'wss:' : 'ws:'
  if (url.startsWith(':')) return `${scheme}//${here.hostname}${url}`
  if (url.startsWith('/')) return `${scheme}//${here.host}${url}`
  return url.replace(/^http/, 'ws')
}
