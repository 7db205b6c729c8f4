/** How steps are run: all of them, each with its line, and red when one fails or looks at nothing. */
import { expect, test } from 'vitest'
import { checker, runSteps, type Step } from './step.ts'
import { chosen } from './steps.ts'

const run = (...steps: Step[]) => {
  const lines: string[] = []
  const failed = runSteps('.', steps, (line) => lines.push(line))
  return { failed, text: lines.join('\n') }
}
const green = checker('green', 'files', () => ({ findings: [], read: 3 }))
const red = checker('red', 'files', () => ({ findings: [{ file: 'a.ts', line: 7, text: 'is wrong' }], read: 3 }))

test('a failed step does not hide those after it, and is named at the end', () => {
  const { failed, text } = run(red, green)
  expect(failed).toBe(1)
  expect(text).toMatch(/✗ red .*\n {2}a\.ts:7 {2}is wrong\n✓ green .*3 files\n1 of 2 steps failed: red$/)
})
test('a check that read nothing is red', () => {
  expect(run(checker('blind', 'files', () => ({ findings: [], read: 0 }))).failed).toBe(1)
})
test('a check that breaks is red and says why', () => {
  const broken: Step = {
    name: 'broken',
    run: () => {
      throw new Error('no parser')
    },
  }
  expect(run(broken, green)).toMatchObject({ failed: 1, text: expect.stringContaining('no parser') })
})
test('steps are chosen by name, and a wrong name is an error', () => {
  expect(chosen(['lint', 'shape'], []).map(({ name }) => name)).toEqual(['shape', 'lint'])
  expect(chosen(null, ['tests']).map(({ name }) => name)).not.toContain('tests')
  expect(chosen(null, []).map(({ name }) => name)).toContain('tests')
  expect(() => chosen(['shpae'], [])).toThrow(/no step shpae/)
})
