/** The bus within one process. Handlers run later in the same process, never inside the caller's stack, as they would across a wire. */
import { type Bus, NobodyAnswers, REQUEST_TIMEOUT_MS } from './port.ts'

/** @param onFault told of an error thrown by a subscriber; it must not reach the publisher. */
export function memoryBus(onFault: (subject: string, error: unknown) => void): Bus {
  const subscribers = new Map<string, Set<(payload: unknown) => void>>()
  const responders = new Map<string, (payload: unknown) => unknown>()
  return {
    publish(subject, payload) {
      for (const handler of subscribers.get(subject) ?? [])
        queueMicrotask(() => {
          try {
            handler(payload)
          } catch (error) {
            onFault(subject, error)
          }
        })
    },
    subscribe(subject, handler) {
      const set = subscribers.get(subject) ?? new Set()
      subscribers.set(subject, set.add(handler))
      return () => void set.delete(handler)
    },
    async request(subject, payload, timeoutMs = REQUEST_TIMEOUT_MS) {
      await Promise.resolve()
      const handler = responders.get(subject)
      if (!handler) throw new NobodyAnswers(subject, 'no responder')
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new NobodyAnswers(subject, `no answer in ${timeoutMs} ms`)), timeoutMs)
      })
      try {
        return await Promise.race([Promise.resolve(handler(payload)), late])
      } finally {
        clearTimeout(timer)
      }
    },
    respond(subject, handler) {
      if (responders.has(subject)) throw new Error(`two responders on ${subject}`)
      responders.set(subject, handler)
      return () => void responders.delete(subject)
    },
    async close() {
      subscribers.clear()
      responders.clear()
    },
  }
}
