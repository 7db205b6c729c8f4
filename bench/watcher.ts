/** A browser's ears: a WebSocket client on the live door that notes when each alarm and each value arrived. */
import WebSocket from 'ws'
import type { LiveFrame } from '../packages/telemetry/wire.ts'
import { monotonicMs } from './processes.ts'

export interface Watcher {
  /** `tag:value` of a breach → when its raised event arrived. */
  alarms: ReadonlyMap<string, number>
  /** Age of a value when its frame arrived, ms, by the device time that the sender wrote: one of each frame's tags in turn. */
  ages: number[]
  frames: number
  close(): void
}

export const breachKey = (tagNumber: number, value: number): string => `${tagNumber}:${value}`

/** @param tagNumbers what it watches; alarms come in any case. */
export async function watch(dataPort: number, ticket: string, tagNumbers: number[] | 'all'): Promise<Watcher> {
  const socket = new WebSocket(`ws://127.0.0.1:${dataPort}/live`)
  const alarms = new Map<string, number>()
  const watcher: Watcher = { alarms, ages: [], frames: 0, close: () => socket.close() }
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('open', () => socket.send(JSON.stringify({ type: 'hello', ticket })))
    socket.on('message', (data) => {
      const arrivedAt = monotonicMs()
      const now = Date.now()
      const frame = JSON.parse(String(data)) as LiveFrame
      if (frame.type === 'welcome') {
        socket.send(JSON.stringify({ type: 'watch', tagNumbers }))
        resolve()
      } else if (frame.type === 'values') {
        watcher.frames++
        for (const time of frame.times) watcher.ages.push(now - time)
      } else if (frame.type === 'alarm' && frame.event.type === 'raised' && frame.event.breach?.value != null)
        alarms.set(breachKey(frame.event.tagNumber, frame.event.breach.value), arrivedAt)
      else if (frame.type === 'refused') reject(new Error(frame.code))
    })
  })
  return watcher
}
