/** Store and forward (断点续传): what is not yet acknowledged, oldest first, bounded. */

export interface Message {
  payload: string
  samples: number
  /** The same for every attempt to send it. */
  key: string
}
/** Samples, not messages, each counted once however often it was tried. `lost` were dropped because the store was full. */
export interface Counts {
  sent: number
  acknowledged: number
  refused: number
  lost: number
}
export const noCounts = (): Counts => ({ sent: 0, acknowledged: 0, refused: 0, lost: 0 })

/** About an hour at one message in five seconds. default, not from a standard */
export const OUTBOX_MESSAGES = 720

export interface Outbox {
  readonly counts: Counts
  /** Samples waiting or on their way. */
  waiting(): number
  put(message: Message): void
  /** Takes the oldest to send it; it counts as on its way until `settle` or `putBack`. */
  take(): Message | undefined
  settle(message: Message): void
  /** Gives a message back that could not be sent; order of the rest is kept. */
  putBack(message: Message): void
}

export function createOutbox(most = OUTBOX_MESSAGES): Outbox {
  const queue: Message[] = []
  const onTheWay = new Set<Message>()
  const counts = noCounts()
  return {
    counts,
    waiting: () => [...onTheWay, ...queue].reduce((sum, message) => sum + message.samples, 0),
    put(message) {
      queue.push(message)
      if (queue.length > most) counts.lost += queue.shift()!.samples
    },
    take() {
      const message = queue.shift()
      if (message) {
        onTheWay.add(message)
        counts.sent += message.samples
      }
      return message
    },
    settle(message) {
      onTheWay.delete(message)
    },
    putBack(message) {
      if (!onTheWay.delete(message)) return
      queue.unshift(message)
      counts.sent -= message.samples
    },
  }
}
