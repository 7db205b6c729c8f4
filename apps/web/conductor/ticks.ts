/** What lies on the bar of the time conductor: alarms that rose and floods, drawn in as many slots as can be told apart. Pure. */
import type { Severity } from '@anyuan/kernel'
import type { paths, TimeWindow } from '@anyuan/ui'

export type Occurrence = paths['/api/alarms/occurrences']['get']['responses'][200]['content']['application/json']['items'][number]
export type Flood = paths['/api/alarms/floods']['get']['responses'][200]['content']['application/json']['items'][number]

export interface Tick {
  /** Of the first one. */
  at: number
  /** The gravest. */
  severity: Severity
  count: number
  /** Name of the gravest. */
  name: string
}
/** One tick per slot that has any: the gravest is drawn, none is lost from the count. Drills are none. */
export function ticksOf(occurrences: readonly Occurrence[], { from, to }: TimeWindow, slots: number): Tick[] {
  const width = (to - from) / slots
  const found = new Map<number, Tick>()
  for (const { raisedAt, worst, tagName, drill } of occurrences) {
    const at = Date.parse(raisedAt)
    if (drill || at < from || at > to) continue
    const slot = Math.floor((at - from) / width)
    const tick = found.get(slot)
    if (!tick) {
      found.set(slot, { at, severity: worst.severity, count: 1, name: tagName })
      continue
    }
    tick.count += 1
    tick.at = Math.min(tick.at, at)
    if (worst.severity < tick.severity) {
      tick.severity = worst.severity
      tick.name = tagName
    }
  }
  return [...found.values()].sort((a, b) => a.at - b.at)
}
/** Floods that touch the window, cut to it; one that goes on reaches to now. */
export function spansOf(floods: readonly Flood[], { from, to }: TimeWindow, now: number): (TimeWindow & { flood: Flood })[] {
  return floods.flatMap((flood) => {
    const span = {
      from: Math.max(from, Date.parse(flood.startedAt)),
      to: Math.min(to, flood.endedAt === null ? now : Date.parse(flood.endedAt)),
    }
    return span.from < span.to ? [{ ...span, flood }] : []
  })
}
