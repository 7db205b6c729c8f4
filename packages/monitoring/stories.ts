/** How the tests tell an alarm's story: one line is one input, the whole state it leaves, and what it announced. */
import type { AlarmAction, AlarmDefinition, AlarmState, Breach } from './shapes.ts'
import { NORMAL, occurrenceOf } from './state.ts'
import { type AlarmInput, step } from './step.ts'

export const LEVELS: Record<string, Breach> = {
  LL: { reason: 'low_low', severity: 1, value: 5, threshold: 10 },
  L: { reason: 'low', severity: 3, value: 15, threshold: 20 },
  H: { reason: 'high', severity: 3, value: 85, threshold: 80 },
  HH: { reason: 'high_high', severity: 1, value: 95, threshold: 90 },
}

/** What a definition that says nothing of it gets. */
export const PLAIN = {
  raiseAfterCount: null,
  severityRises: [],
  reannounceSeconds: null,
  maxShelveMinutes: null,
  maxOutOfServiceDays: 30,
  confirmRequired: false,
  suppressible: true,
  watched: true,
} satisfies Partial<AlarmDefinition>

/** Alarm 7 on tag 3: limits LL 10, L 20, H 80, HH 90, dead-band 2. */
export const alarm = (more: Partial<AlarmDefinition> = {}): AlarmDefinition => ({
  ...PLAIN,
  alarmNumber: 7,
  tagNumber: 3,
  condition: {
    kind: 'limit',
    deadband: 2,
    levels: [
      { kind: 'low_low', threshold: 10, severity: 1 },
      { kind: 'low', threshold: 20, severity: 3 },
      { kind: 'high', threshold: 80, severity: 3 },
      { kind: 'high_high', threshold: 90, severity: 1 },
    ],
  },
  onDelaySeconds: 0,
  offDelaySeconds: 0,
  latched: false,
  ...more,
})

const nameOf = (breach: Breach): string => Object.keys(LEVELS).find((name) => LEVELS[name]!.reason === breach.reason) ?? breach.reason
const seconds = (ms: number): string => `${ms / 1000}`

function tellPending({
  pending,
  onDueAt,
  counted,
}: Pick<Extract<AlarmState, { state: 'normal' }>, 'pending' | 'onDueAt' | 'counted'>): string {
  const count = counted ? `, counted at ${counted.map(seconds).join(' ')}` : ''
  if (!pending) return count
  return onDueAt === null ? `, ${nameOf(pending)} holds${count}` : `, ${nameOf(pending)} waits for ${seconds(onDueAt)}${count}`
}

/** The whole state in one line; times in seconds. */
export function tell(state: AlarmState): string {
  switch (state.state) {
    case 'shelved':
      return `shelved by ${state.by} until ${seconds(state.until)} [${tell(state.inner)}]`
    case 'suppressed':
      return `suppressed by ${state.by} [${tell(state.inner)}]`
    case 'out_of_service':
      return `out of service by ${state.by}${state.until === null || state.until === 1e9 ? '' : ` until ${seconds(state.until)}`} [${tell(state.inner)}]`
    case 'normal':
      return `normal${tellPending(state)}`
    default: {
      const words = [`${state.state} ${nameOf(state.worst)} of ${seconds(state.raisedAt)}`]
      if (state.current) words.push(`at ${nameOf(state.current)}`)
      if (state.offDueAt !== null) words.push(`gone, waits for ${seconds(state.offDueAt)}`)
      if ('returnedAt' in state) words.push(`gone at ${seconds(state.returnedAt)}`)
      if ('pending' in state && state.pending) words.push(tellPending(state).slice(2))
      if ('acknowledged' in state && state.acknowledged) words.push(`seen by ${state.acknowledged.by} at ${seconds(state.acknowledged.at)}`)
      if (state.silenced) words.push(`silenced by ${state.silenced.by}`)
      if (state.drill) words.push('drill')
      if (state.handled) words.push(`handled by ${state.handled.by} at ${seconds(state.handled.at)}`)
      return words.join(', ')
    }
  }
}

const REASON = 'valve under repair'

/** `H` `HH` `L` `LL` `ok` `tick` are the process and the clock; the rest is officer Li, who acts on what is standing. */
export function inputOf(word: string, state: AlarmState): AlarmInput {
  const [verb = '', amount] = word.split(' ')
  if (verb === 'tick') return { type: 'tick' }
  if (verb === 'ok') return { type: 'process', breach: null }
  if (verb === 'design') return { type: 'design', rule: { code: 'SR-1', reason: 'the pump stands still' } }
  if (verb === 'lift') return { type: 'design', rule: null }
  const breach = LEVELS[verb]
  if (breach) return { type: 'process', breach }
  const seenOccurrence = occurrenceOf(state) ?? '7-0'
  const actions: Record<string, AlarmAction> = {
    ack: { action: 'acknowledge', seenOccurrence },
    handle: { action: 'handle', seenOccurrence, note: 'closed the drain' },
    reset: { action: 'reset', seenOccurrence },
    shelve: { action: 'shelve', minutes: Number(amount), reason: REASON },
    unshelve: { action: 'unshelve' },
    suppress: { action: 'suppress', reason: REASON },
    unsuppress: { action: 'unsuppress' },
    remove: {
      action: 'take_out_of_service',
      until: Number(amount ?? 1_000_000) * 1000,
      reason: REASON,
      compensatingMeasure: 'a man with a portable detector',
      work: 'JX-7',
    },
    silence: { action: 'silence', seenOccurrence },
    drill: { action: 'start_drill', severity: 2, note: 'monthly exercise' },
    end: { action: 'end_drill' },
    back: { action: 'return_to_service', testResult: 'test gas 50 %LEL: rose within 4 s' },
  }
  const action = actions[verb]
  if (!action) throw new Error(`no such word: ${word}`)
  return { type: 'operator', action, by: 'Li', limits: { maxShelveMinutes: 60 } }
}

/** second · input · state afterwards (or `no: code`, which leaves the state) · events, each `type` or `type level` */
export type Line = readonly [second: number, input: string, state: string, events?: string]

/** Plays a story and returns what really happened, in the same form. */
export function play(definition: AlarmDefinition, lines: readonly Line[]): Line[] {
  let state: AlarmState = NORMAL
  return lines.map(([second, word, , events]) => {
    const outcome = step(definition, state, inputOf(word, state), second * 1000)
    if (!outcome.ok) return events === undefined ? [second, word, `no: ${outcome.code}`] : [second, word, `no: ${outcome.code}`, '']
    state = outcome.state
    const told = outcome.events.map((it) => it.type).join(', ')
    return told === '' && events === undefined ? [second, word, tell(state)] : [second, word, tell(state), told]
  })
}
