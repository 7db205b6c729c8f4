/** What the purity check sees in planted rules, and what it leaves alone. */
import { expect, test } from 'vitest'
import { purity } from './purity.ts'
import { scratchHouse } from './scratch.ts'

const linesOf = (text: string, file = 'modules/duty/rules.ts') => {
  const house = scratchHouse({ [file]: text })
  try {
    return purity(house.root).findings.map(({ line, text: words }) => `${line} ${words.split(':')[0]}`)
  } finally {
    house.remove()
  }
}

test.each([
  ['new Date()', 'Date'],
  ['Date.now()', 'Date'],
  ['Math.random()', 'Math.random'],
  ['fetch("http://x")', 'fetch'],
  ['process.env.HOME', 'process'],
  ['crypto.randomUUID()', 'crypto'],
  ['setTimeout(() => {}, 1)', 'setTimeout'],
  ['performance.now()', 'performance'],
  ['globalThis.Date', 'globalThis'],
])('%s in a rule is seen', (expression, name) => {
  expect(linesOf(`export const a = 1\nexport const b = () => ${expression}\n`)).toEqual([`2 ${name}`])
})
test('what a node module brings is seen, and so is waiting for anything', () => {
  expect(linesOf(`import { randomUUID } from 'node:crypto'\nexport const id = randomUUID\n`)).toEqual(['1 imports node'])
  expect(linesOf('export const a = async () => {\n  await 1\n}\n')).toEqual(['2 await'])
})
test('comments, strings, properties and names of the house are no fault', () => {
  const text = `/** Not Date, nor fetch. */
    interface Tank { process: string; Date: number }
    export const f = (tank: Tank) => [tank.process, 'Math.random()', tank.Date, Math.max(1, 0)] // process
    export const plant = (process: { medium: string }) => process.medium`
  expect(linesOf(text)).toEqual([])
})
test('the pure packages are looked at too, their tests are not', () => {
  expect(linesOf('export const a = Date.now()', 'packages/consequence/plume.ts')).toEqual(['1 Date'])
  expect(linesOf('export const a = Date.now()', 'packages/consequence/plume.test.ts')).toEqual([])
})
