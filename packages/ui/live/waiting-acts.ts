/**
 * Acts that could not be sent (待发送): while the api, the database or the pipeline is away they are kept in the browser, in view, and sent in order
 * when it is back. What has changed meanwhile is refused by the house, because each act is tied to what was seen, and stays in view until read.
 */
import { ApiError } from '../api/client.ts'
import type { paths } from '../api/schema.generated.ts'

type Body = paths['/api/alarms/act']['post']['requestBody']['content']['application/json']
export type AlarmAct = Body['act']
export type SeenAlarm = Body['alarms'][number]
export type ActResult = paths['/api/alarms/act']['post']['responses'][200]['content']['application/json']['results'][number]

export interface WaitingAct {
  id: number
  /** When the officer pressed the key, epoch ms. */
  at: number
  act: AlarmAct
  alarms: SeenAlarm[]
  /** Tag codes, in the order of `alarms`. */
  codes: string[]
  /** Refused ones carry why; they are no longer sent. */
  refused: { code: string; params: Record<string, unknown>; tagCode: string }[] | null
}
export interface Waiting {
  acts: readonly WaitingAct[]
  sending: boolean
}
export interface WaitingOptions {
  /** Whose acts they are: another person at this browser neither sees nor sends them. */
  accountId: string
  /** Name under which the house knows this person, to recognise an act of one's own that had arrived after all. */
  name: string
  send: (body: Body) => Promise<{ results: ActResult[] }>
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null
  now: () => number
  /** Called after something was sent. */
  onSent: () => void
}

/** Nobody refused: it never arrived, or what is behind the door is away. The act may be sent again. */
export const isAway = (error: unknown): boolean =>
  error instanceof ApiError &&
  (error.status === 0 || error.code === 'ui.unreachable' || error.code === 'house.outage' || error.status >= 502)

export class WaitingActs {
  private readonly options: WaitingOptions
  private readonly key: string
  private state: Waiting
  private readonly listeners = new Set<() => void>()
  private nextId: number

  constructor(options: WaitingOptions) {
    this.options = options
    this.key = `anyuan.acts.${options.accountId}`
    this.state = { acts: this.restore(), sending: false }
    this.nextId = this.state.acts.reduce((most, one) => Math.max(most, one.id), 0) + 1
  }
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
  readonly get = (): Waiting => this.state

  /** Sends the act, or keeps it when nobody answers. @returns the results, or null when it waits. @throws ApiError when it was refused as a whole. */
  async act(act: AlarmAct, alarms: SeenAlarm[], codes: string[]): Promise<ActResult[] | null> {
    // an act must not overtake those that were done before it
    if (!this.state.acts.some((one) => one.refused === null)) {
      try {
        return (await this.options.send({ alarms, act })).results
      } catch (error) {
        if (!isAway(error)) throw error
      }
    }
    this.set({ acts: [...this.state.acts, { id: this.nextId++, at: this.options.now(), act, alarms, codes, refused: null }] })
    return null
  }

  /** Sends what waits, oldest first, until nobody answers again. */
  async flush(): Promise<void> {
    if (this.state.sending) return
    this.set({ sending: true })
    try {
      for (let next = this.first(); next; next = this.first()) await this.sendOne(next)
    } catch (error) {
      if (!isAway(error)) throw error
    } finally {
      this.set({ sending: false })
    }
  }
  /** Takes a waiting or refused act off the list. */
  drop(id: number): void {
    this.set({ acts: this.state.acts.filter((one) => one.id !== id) })
  }

  private first(): WaitingAct | undefined {
    return this.state.acts.find((one) => one.refused === null)
  }
  private async sendOne(waiting: WaitingAct): Promise<void> {
    let refused: WaitingAct['refused']
    try {
      const { results } = await this.options.send({ alarms: waiting.alarms, act: waiting.act })
      refused = results.flatMap((result, i) =>
        result.ok || this.isOwnEcho(result)
          ? []
          : [{ code: result.code ?? 'ui.broken', params: result.params, tagCode: waiting.codes[i] ?? '' }],
      )
    } catch (error) {
      if (isAway(error) || !(error instanceof ApiError)) throw error
      if (error.status === 401) throw new ApiError('ui.unreachable', {}, null, 0) // signed out: it waits for the same person
      refused = [{ code: error.code, params: error.params, tagCode: waiting.codes.join(' ') }]
    }
    const acts = this.state.acts
    this.set({
      acts: refused.length === 0 ? acts.filter((one) => one !== waiting) : acts.map((one) => (one === waiting ? { ...one, refused } : one)),
    })
    this.options.onSent()
  }
  /** The first attempt had arrived and only its answer was lost. */
  private isOwnEcho({ code, params }: ActResult): boolean {
    return code?.startsWith('alarms.already_') === true && params.by === this.options.name
  }
  private set(change: Partial<Waiting>): void {
    this.state = { ...this.state, ...change }
    if (change.acts) this.keep()
    for (const each of this.listeners) each()
  }
  private keep(): void {
    try {
      if (this.state.acts.length === 0) this.options.storage?.removeItem(this.key)
      else this.options.storage?.setItem(this.key, JSON.stringify(this.state.acts))
    } catch {
      // a full or private storage: they last as long as the page
    }
  }
  private restore(): WaitingAct[] {
    try {
      const kept: unknown = JSON.parse(this.options.storage?.getItem(this.key) ?? '[]')
      return Array.isArray(kept) ? kept.filter(isWaitingAct) : []
    } catch {
      return []
    }
  }
}

const isWaitingAct = (one: unknown): one is WaitingAct =>
  typeof one === 'object' && one !== null && 'id' in one && 'act' in one && 'alarms' in one && Array.isArray(one.alarms) && 'codes' in one
