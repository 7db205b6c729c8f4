/** The long walk: two million steps of the alarm machine beside its model. `npm run nightly`, or with a seed: `node packages/monitoring/machine.nightly.ts 42`. */
import { argv, exit } from 'node:process'
import { type Beat, WORDS, walk } from './machine-walk.testsupport.ts'
import { alarm } from './stories.ts'

const STEPS = 2_000_000
const STEPS_OF_A_LIFE = 1000
const WAITS_MS = [0, 1, 1000, 30_000, 70_000]

const seed = Number(argv[2] ?? 1)
let state = seed
/** Mulberry32: the same seed, the same night. */
const below = (limit: number): number => {
  state = (state + 0x6d2b79f5) | 0
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
}

function* life(): Generator<Beat> {
  for (let i = 0; i < STEPS_OF_A_LIFE; i++) yield [WAITS_MS[below(WAITS_MS.length)]!, WORDS[below(WORDS.length)]!]
}

console.log(`alarm machine: seed ${seed}`)
for (let steps = 0; steps < STEPS; steps += STEPS_OF_A_LIFE) {
  const definition = alarm({ latched: below(2) === 1, confirmRequired: below(2) === 1 })
  const parting = walk(definition, life())
  if (!parting) continue
  console.error(
    `machine and model part ways (seed ${seed}):`,
    { latched: definition.latched, confirmRequired: definition.confirmRequired },
    parting,
  )
  exit(1)
}
console.log(`alarm machine: ${STEPS} steps, machine and model agree`)
