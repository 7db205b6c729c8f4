/** A second, plainer telling of the life cycle, for tests alone: no delays, no words, one flag for each thing. Whatever the machine does, this must foretell it. */
import type { AlarmDefinition, AlarmState } from './shapes.ts'
import { isSetAside, liveOf } from './state.ts'

type Live = 'normal' | 'unacknowledged' | 'acknowledged' | 'returned_unacknowledged' | 'returned_unhandled' | 'latched'
type Aside = 'none' | 'shelved' | 'suppressed' | 'design' | 'out_of_service'

/** What the model says of a state, and what is compared. */
export interface Picture {
  live: Live
  aside: Aside
  acknowledged: boolean
  handled: boolean
  silenced: boolean
  drill: boolean
}

export function pictureOf(state: AlarmState): Picture {
  const live = liveOf(state)
  const aside = !isSetAside(state) ? 'none' : state.state === 'suppressed' && state.rule !== null ? 'design' : state.state
  if (live.state === 'normal') return { live: 'normal', aside, acknowledged: false, handled: false, silenced: false, drill: false }
  return {
    live: live.state,
    aside,
    acknowledged: 'acknowledged' in live && live.acknowledged !== null,
    handled: live.handled !== null,
    silenced: live.silenced !== null,
    drill: live.drill,
  }
}

const QUIET = { acknowledged: false, handled: false, silenced: false, drill: false } as const
const sideOf = (level: string): string => level[0]!
/** Words a person says; the rest are the process, the design and the clock. */
const LEVELS = ['H', 'HH', 'L', 'LL']

export class MachineModel {
  #is: Picture = { live: 'normal', aside: 'none', ...QUIET }
  #level: string | null = null
  #until = Infinity
  readonly #definition: Pick<AlarmDefinition, 'latched' | 'confirmRequired'>

  constructor(definition: Pick<AlarmDefinition, 'latched' | 'confirmRequired'>) {
    this.#definition = definition
  }

  get picture(): Picture {
    return this.#is
  }

  /** @param word as in stories.ts @param now epoch ms @returns whether it is taken; a refused act leaves the clock unturned too */
  say(word: string, now: number): boolean {
    const before = { is: this.#is, level: this.#level, until: this.#until }
    if (this.#until <= now) this.#uncover()
    const taken = this.#hear(word, now)
    if (!taken) {
      this.#is = before.is
      this.#level = before.level
      this.#until = before.until
    }
    return taken
  }

  #hear(word: string, now: number): boolean {
    const [verb = '', amount] = word.split(' ')
    if (verb === 'tick') return true
    if (verb === 'ok') return this.#gone()
    if (LEVELS.includes(verb)) return this.#breach(verb)
    const free = this.#is.aside === 'none'
    const coverable = free || this.#is.aside === 'design'
    switch (verb) {
      case 'design':
        if (free) this.#is = { ...this.#is, aside: 'design' }
        return true
      case 'lift':
        if (this.#is.aside === 'design') this.#uncover()
        return true
      case 'shelve':
        return coverable && Number(amount) <= 60 && this.#cover('shelved', now + Number(amount) * 60_000)
      case 'suppress':
        return free && this.#cover('suppressed', Infinity)
      case 'remove': {
        const until = Number(amount ?? 1_000_000) * 1000
        return coverable && until > now && this.#cover('out_of_service', until)
      }
      case 'unshelve':
        return this.#is.aside === 'shelved' && this.#uncover()
      case 'unsuppress':
        return this.#is.aside === 'suppressed' && this.#uncover()
      case 'back':
        return this.#is.aside === 'out_of_service' && this.#uncover()
      case 'end':
        return this.#is.drill && this.#over()
      case 'drill':
        if (!free || this.#is.live !== 'normal') return false
        this.#is = { ...this.#is, live: 'unacknowledged', drill: true }
        return true
      default:
        return free && this.#is.live !== 'normal' && this.#onOccurrence(verb)
    }
  }

  #onOccurrence(verb: string): boolean {
    const { live, acknowledged, handled, silenced } = this.#is
    const finished = !this.#definition.confirmRequired || handled
    switch (verb) {
      case 'ack':
        if (acknowledged) return false
        if (live === 'returned_unacknowledged' && finished) return this.#over()
        this.#is = { ...this.#is, acknowledged: true, silenced: false }
        if (live === 'unacknowledged') this.#is = { ...this.#is, live: 'acknowledged' }
        if (live === 'returned_unacknowledged') this.#is = { ...this.#is, live: 'returned_unhandled' }
        return true
      case 'handle':
        if (handled) return false
        if (live === 'returned_unhandled') return this.#over()
        this.#is = { ...this.#is, handled: true }
        return true
      case 'silence':
        if (acknowledged || silenced) return false
        this.#is = { ...this.#is, silenced: true }
        return true
      case 'reset':
        return live === 'latched' && acknowledged && finished && this.#over()
      default:
        throw new Error(`no such word: ${verb}`)
    }
  }

  #breach(level: string): boolean {
    const { live, drill } = this.#is
    const former = this.#level
    this.#level = level
    const isUp = (live === 'unacknowledged' || live === 'acknowledged') && !drill
    if (!isUp) this.#is = { ...this.#is, ...QUIET, live: 'unacknowledged' }
    else if (former !== null && (sideOf(former) !== sideOf(level) || level.length > former.length)) {
      if (live === 'acknowledged') this.#is = { ...this.#is, ...QUIET, live: 'unacknowledged' }
      this.#is = { ...this.#is, silenced: false }
    }
    return true
  }

  #gone(): boolean {
    const { live, handled, drill } = this.#is
    this.#level = null
    if ((live !== 'unacknowledged' && live !== 'acknowledged') || drill) return true
    if (this.#definition.latched) this.#is = { ...this.#is, live: 'latched' }
    else if (live === 'unacknowledged') this.#is = { ...this.#is, live: 'returned_unacknowledged' }
    else if (this.#definition.confirmRequired && !handled) this.#is = { ...this.#is, live: 'returned_unhandled' }
    else this.#over()
    return true
  }

  #over(): true {
    this.#is = { ...this.#is, ...QUIET, live: 'normal' }
    return true
  }
  #cover(aside: Aside, until: number): true {
    this.#is = { ...this.#is, aside }
    this.#until = until
    return true
  }
  #uncover(): true {
    this.#is = { ...this.#is, aside: 'none', silenced: false }
    this.#until = Infinity
    if (this.#is.live === 'acknowledged') this.#is = { ...this.#is, live: 'unacknowledged', acknowledged: false }
    return true
  }
}
