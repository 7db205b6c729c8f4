/** What a peer (对照系统) has to offer to be measured: the same points in, the same rule on each, one subscribed client that hears of it. */

/** How points travel: a message a point, or many in one message. */
export type Shape = 'single' | 'batch'

export const TAGS = 1000
export const BATCH = 100
/** The one rule: a high limit on every tag. */
export const LIMIT = 900
export const tagName = (tag: number): string => `T${String(tag).padStart(6, '0')}`

export interface Point {
  /** From 1 to the number of tags. */
  tag: number
  value: number
  /** Epoch ms. */
  time: number
}

/** Tells that the alarm of a tag reached the subscribed client. */
export type Heard = (tag: number) => void

export interface RunningPeer {
  /** Sends one message. In shape `single` it holds one point. Resolves when the peer's own protocol acknowledges, or at once where it does not. */
  send(points: readonly Point[]): Promise<void>
  /** Points that the peer's own interface gives back. */
  stored(): Promise<number>
  /** Processes that count as the peer's own. */
  pids(): number[]
  stop(): Promise<void>
}

export interface Peer {
  name: string
  shapes: readonly Shape[]
  /** What an acknowledged point has survived, in words. */
  durability: string
  /** Which settings were tuned, in words. */
  tuned: string
  /** Whether alarms have a life cycle with acknowledgement. */
  lifeCycle: boolean
  /** Points of one message, and messages on the way, when as many as possible are sent. */
  flood: { batch: number; window: number }
  version(): Promise<string>
  start(options: { dir: string; shape: Shape; tags: number; heard: Heard }): Promise<RunningPeer>
}

export async function until(ready: () => Promise<boolean> | boolean, what: string, seconds = 60): Promise<void> {
  const end = performance.now() + seconds * 1000
  while (!(await Promise.resolve(ready()).catch(() => false))) {
    if (performance.now() > end) throw new Error(`${what}: not within ${seconds} s`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
