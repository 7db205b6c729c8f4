/** A walk of the machine beside its model, for tests alone: random words, every state compared. */

import { MachineModel, type Picture, pictureOf } from './machine-model.testsupport.ts'
import type { AlarmDefinition, AlarmState } from './shapes.ts'
import { NORMAL } from './state.ts'
import { step } from './step.ts'
import { inputOf } from './stories.ts'

export const PROCESS = ['H', 'HH', 'L', 'LL', 'ok', 'ok', 'tick'] as const
export const PERSON = [
  'ack',
  'ack',
  'handle',
  'reset',
  'silence',
  'shelve 1',
  'shelve 61',
  'unshelve',
  'suppress',
  'unsuppress',
  'remove',
  'remove 30',
  'back',
  'design',
  'lift',
  'drill',
  'end',
] as const
export const WORDS = [...PROCESS, ...PERSON] as const

export type Beat = readonly [waitMs: number, word: string]
/** Where machine and model part ways. */
export interface Parting {
  at: number
  word: string
  told: string
  expected: { taken: boolean } & Picture
  was: { taken: boolean } & Picture
}

/** Takes the steps one by one. @param definition without delays @returns null while both agree */
export function walk(definition: AlarmDefinition, beats: Iterable<Beat>): Parting | null {
  const model = new MachineModel(definition)
  let state: AlarmState = NORMAL
  let now = 0
  for (const [waitMs, word] of beats) {
    now += waitMs
    const outcome = step(definition, state, inputOf(word, state), now)
    if (outcome.ok) state = outcome.state
    const taken = model.say(word, now)
    const [expected, was] = [
      { taken, ...model.picture },
      { taken: outcome.ok, ...pictureOf(state) },
    ]
    if (JSON.stringify(expected) === JSON.stringify(was)) continue
    return { at: now, word, told: JSON.stringify(state), expected, was }
  }
  return null
}
