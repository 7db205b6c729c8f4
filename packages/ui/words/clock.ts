/** One clock for the whole screen: the server's time, ticking once a second for everything that shows an age. */
import { useSyncExternalStore } from 'react'

let offsetMs = 0
let shown = Date.now()
let timer: ReturnType<typeof setInterval> | null = null
const listeners = new Set<() => void>()

/** A screen whose own clock is wrong must not show wrong ages: the live connection tells how far it is off. */
export function setServerTime(serverNowMs: number): void {
  const next = serverNowMs - Date.now()
  // below two seconds it is network delay; following it would make ages jump
  if (Math.abs(next - offsetMs) > 2000) offsetMs = next
}
/** Now by the server's clock, epoch ms. */
export const houseNow = (): number => Date.now() + offsetMs

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  timer ??= setInterval(() => {
    shown = houseNow()
    for (const each of listeners) each()
  }, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0 && timer) {
      clearInterval(timer)
      timer = null
    }
  }
}
/** Now, epoch ms; the component draws again every second. */
export const useNow = (): number => {
  if (listeners.size === 0) shown = houseNow()
  return useSyncExternalStore(subscribe, () => shown)
}
