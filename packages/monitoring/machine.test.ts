/** The machine does what its model foretells, whatever the process, the persons and the design do, in whatever order. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Beat, WORDS, walk } from './machine-walk.testsupport.ts'
import { alarm } from './stories.ts'

test('process, persons, clock and design together lead where the model says', () => {
  const definitions = fc.record({ latched: fc.boolean(), confirmRequired: fc.boolean() }).map((more) => alarm(more))
  const beat: fc.Arbitrary<Beat> = fc.tuple(fc.constantFrom(0, 1, 1000, 30_000, 70_000), fc.constantFrom(...WORDS))
  fc.assert(
    fc.property(definitions, fc.array(beat, { maxLength: 80 }), (definition, beats) => {
      expect(walk(definition, beats)).toBeNull()
    }),
    { numRuns: 2000 },
  )
})
