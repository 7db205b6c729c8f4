/** The alarm's voice (语音播报) on the browser's own speech: a Chinese voice where the browser has one; without one it says so and leaves it to the chimes. */
import { remember, remembered, type StandingStore } from '@anyuan/ui'
import { announcements, enqueue, forget, next, QUIET, type Saying, type Told, type VoiceQueue } from './annunciator.ts'

export interface VoiceState {
  on: boolean
  /** Null until the browser has told its voices. */
  hasVoice: boolean | null
}
export interface VoiceWords {
  language: 'zh' | 'en'
  /** The sentence to speak. */
  sentence: (saying: Saying) => string
}
const TOO_LONG_MS = 20_000 // default, not from a standard: some browsers forget to tell that a sentence is over

export class AlarmVoice {
  private readonly standing: StandingStore
  private words: VoiceWords | null = null
  private readonly speech = typeof speechSynthesis === 'undefined' ? null : speechSynthesis
  private state: VoiceState = { on: remembered('voice') !== 'off', hasVoice: null }
  private readonly listeners = new Set<() => void>()
  private told: Told | null = null
  private queue: VoiceQueue = QUIET
  private speaking = false
  private watchdog: ReturnType<typeof setTimeout> | null = null
  private off: (() => void) | null = null
  private muted: () => boolean = () => false

  constructor(standing: StandingStore) {
    this.standing = standing
  }
  /** Given by the screen, which knows the language and the names of places. Until then nothing is spoken. */
  setWords(words: VoiceWords): void {
    this.words = words
    this.look()
  }
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
  readonly get = (): VoiceState => this.state

  /** @param muted whether this screen is to be quiet: the voice follows the switch of the sound. */
  start(muted: () => boolean): void {
    this.muted = muted
    this.off = this.standing.subscribe(this.listen)
    this.speech?.addEventListener('voiceschanged', this.look)
    this.look()
  }
  stop(): void {
    this.off?.()
    this.speech?.removeEventListener('voiceschanged', this.look)
    this.quiet()
  }
  setOn(on: boolean): void {
    remember('voice', on ? 'on' : 'off')
    this.set({ on })
    if (!on) this.quiet()
  }
  /** Nothing more of what waits: this screen was muted. */
  quiet(): void {
    this.queue = QUIET
    this.speech?.cancel()
    this.ended()
  }

  private readonly look = () => {
    const voices = this.speech?.getVoices() ?? []
    this.set({ hasVoice: this.speech === null ? false : voices.length === 0 ? this.state.hasVoice : this.voice() !== undefined })
  }
  private voice(): SpeechSynthesisVoice | undefined {
    const wanted = (this.words?.language ?? 'zh') === 'zh' ? /^(zh|cmn)/i : /^en/i
    return this.speech?.getVoices().find((voice) => wanted.test(voice.lang))
  }
  private readonly listen = () => {
    const { alarms, loading } = this.standing.get()
    if (loading) return
    const { fresh, told } = announcements(this.told, alarms)
    this.told = told
    if (!this.state.on || this.muted()) return
    this.queue = enqueue(forget(this.queue, alarms), fresh)
    this.say()
  }
  private say(): void {
    const { words } = this
    if (this.speaking || !this.speech || !words) return
    const voice = this.voice()
    if (!voice) {
      this.queue = QUIET
      return
    }
    const { saying, queue } = next(this.queue)
    this.queue = queue
    if (saying === null) return
    const sentence = new SpeechSynthesisUtterance(words.sentence(saying))
    sentence.voice = voice
    sentence.lang = voice.lang
    sentence.onend = sentence.onerror = () => {
      this.ended()
      this.say()
    }
    this.speaking = true
    this.watchdog = setTimeout(() => {
      this.speech?.cancel()
      this.ended()
      this.say()
    }, TOO_LONG_MS)
    this.speech.speak(sentence)
  }
  private ended(): void {
    if (this.watchdog) clearTimeout(this.watchdog)
    this.watchdog = null
    this.speaking = false
  }
  private set(change: Partial<VoiceState>): void {
    this.state = { ...this.state, ...change }
    for (const each of this.listeners) each()
  }
}
