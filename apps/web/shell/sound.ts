/** The alarm's voice (报警声): one pattern per severity, as long as something unacknowledged has not been silenced for all, or muted on this screen. Neither acknowledges anything. */
import type { Severity } from '@anyuan/kernel'
import {
  innerState,
  isSetAside,
  isUnacknowledged,
  remember,
  remembered,
  type StandingAlarm,
  type StandingStore,
  severityOf,
} from '@anyuan/ui'

export interface SoundState {
  /** The switch in the top bar. */
  on: boolean
  /** The gravest severity that asks to be heard, whether or not the switch is on. */
  calling: Severity | null
  /** The browser plays nothing before the first touch of the page. */
  blocked: boolean
}

/** What was muted on this screen: each occurrence at the severity and the announcement it had; graver or announced again, it calls again. */
export type Muted = ReadonlyMap<string, { severity: Severity; announcedAt: number }>

const callOf = (alarm: StandingAlarm): { occurrence: string; severity: Severity; announcedAt: number } | null => {
  const severity = severityOf(alarm.state)
  const inner = innerState(alarm.state)
  // what a person silenced (消音) is silent on every screen; `muted` below is this screen's own
  if (severity === null || inner.state === 'normal' || isSetAside(alarm.state) || !isUnacknowledged(alarm.state) || inner.silenced)
    return null
  return { occurrence: inner.occurrence, severity, announcedAt: inner.announcedAt ?? inner.raisedAt }
}
/** The gravest unacknowledged severity that is neither silenced nor muted here. */
export function callingSeverity(alarms: readonly StandingAlarm[], muted: Muted): Severity | null {
  let gravest: Severity | null = null
  for (const alarm of alarms) {
    const call = callOf(alarm)
    if (!call) continue
    const heard = muted.get(call.occurrence)
    if (heard && heard.severity <= call.severity && heard.announcedAt >= call.announcedAt) continue
    if (gravest === null || call.severity < gravest) gravest = call.severity
  }
  return gravest
}
/** Everything that calls now, as muted. */
export const muteAll = (alarms: readonly StandingAlarm[]): Muted =>
  new Map(
    alarms.flatMap((alarm) => {
      const call = callOf(alarm)
      return call ? [[call.occurrence, { severity: call.severity, announcedAt: call.announcedAt }] as const] : []
    }),
  )

/** Beeps per call, pitch and pause between calls: told apart without looking. default, not from a standard */
const PATTERN: Record<Severity, { beeps: number; hertz: number; everyMs: number }> = {
  1: { beeps: 3, hertz: 960, everyMs: 1200 },
  2: { beeps: 2, hertz: 760, everyMs: 2400 },
  3: { beeps: 1, hertz: 620, everyMs: 5000 },
  4: { beeps: 1, hertz: 480, everyMs: 10_000 },
}

export class AlarmSound {
  private readonly standing: StandingStore
  private muted: Muted = new Map()
  private state: SoundState = { on: remembered('sound') !== 'off', calling: null, blocked: false }
  private readonly listeners = new Set<() => void>()
  private audio: AudioContext | null = null
  private timer: ReturnType<typeof setTimeout> | null = null
  private playing: Severity | null = null
  private off: (() => void) | null = null
  private wokenAt = 0

  constructor(standing: StandingStore) {
    this.standing = standing
  }
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
  readonly get = (): SoundState => this.state

  start(): void {
    this.off = this.standing.subscribe(() => this.listen())
    addEventListener('pointerdown', this.wake)
    addEventListener('keydown', this.wake)
    this.listen()
  }
  stop(): void {
    this.off?.()
    removeEventListener('pointerdown', this.wake)
    removeEventListener('keydown', this.wake)
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    void this.audio?.close()
    this.audio = null
  }
  setOn(on: boolean): void {
    remember('sound', on ? 'on' : 'off')
    this.set({ on })
    this.play()
  }
  /** This screen is quiet until something new calls, or something muted becomes graver or is announced again. */
  mute(): void {
    // the touch that woke the sound must not mute it in the same breath
    if (Date.now() - this.wokenAt < 500) return
    this.muted = muteAll(this.standing.get().alarms)
    this.listen()
  }

  private listen(): void {
    const calling = callingSeverity(this.standing.get().alarms, this.muted)
    if (calling !== this.state.calling) this.set({ calling })
    if (calling !== this.playing) this.play()
  }
  private readonly wake = () => {
    if (!this.state.blocked) return
    this.wokenAt = Date.now()
    void this.audio?.resume().then(() => {
      this.set({ blocked: false })
      this.play()
    })
  }
  private play(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    const { on, calling } = this.state
    this.playing = calling
    if (!on || calling === null) return
    this.audio ??= new AudioContext()
    if (this.audio.state !== 'running') {
      if (!this.state.blocked) this.set({ blocked: true })
      return
    }
    const { beeps, hertz, everyMs } = PATTERN[calling]
    for (let i = 0; i < beeps; i++) this.beep(this.audio, hertz, this.audio.currentTime + i * 0.22)
    this.timer = setTimeout(() => this.play(), everyMs)
  }
  private beep(audio: AudioContext, hertz: number, at: number): void {
    const tone = audio.createOscillator()
    const level = audio.createGain()
    tone.type = 'triangle'
    tone.frequency.value = hertz
    // soft edges: a hard one is a click
    level.gain.setValueAtTime(0, at)
    level.gain.linearRampToValueAtTime(0.35, at + 0.015)
    level.gain.setValueAtTime(0.35, at + 0.13)
    level.gain.linearRampToValueAtTime(0, at + 0.16)
    tone.connect(level).connect(audio.destination)
    tone.start(at)
    tone.stop(at + 0.18)
  }
  private set(change: Partial<SoundState>): void {
    this.state = { ...this.state, ...change }
    for (const each of this.listeners) each()
  }
}
