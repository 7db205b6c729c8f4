/** The values of a past moment: the newest question wins, one at a time, and nothing of another moment stands under this one. */
import { afterEach, expect, test } from 'vitest'
import { type MomentAsk, type MomentColumns, PastReadings } from './past-readings.ts'

const asks: { ask: MomentAsk; answer: (columns: MomentColumns) => void; fail: (error: unknown) => void }[] = []
const open: PastReadings[] = []
const readings = () => {
  const made = new PastReadings((ask) => new Promise((answer, fail) => asks.push({ ask, answer, fail })))
  open.push(made)
  return made
}
afterEach(() => {
  for (const each of open.splice(0)) each.stop()
  asks.length = 0
})
const one = (value: number | null, time: number, quality = 0): MomentColumns => ({
  tagNumbers: [7],
  times: [time],
  values: [value],
  qualities: [quality],
})
const asked = async (count: number) => {
  await expect.poll(() => asks.length, { interval: 2, timeout: 5000 }).toBe(count)
  return asks[count - 1]!
}

test('live nothing is asked; at a moment all that is watched is asked in one question', async () => {
  const past = readings()
  past.watch([9, 7])
  past.watchBelow('ln.a')
  past.setMoment(1000)
  const { ask } = await asked(1)
  expect(ask).toEqual({ at: 1000, under: 'ln.a', tags: [7, 9] })
})
test('while an answer is under way the hand moves on: only the last place is asked for next, and wins', async () => {
  const past = readings()
  past.watch([7])
  past.setMoment(1000)
  const first = await asked(1)
  past.setMoment(2000)
  past.setMoment(3000)
  first.answer(one(1, 900))
  const second = await asked(2)
  expect(second.ask).toEqual({ at: 3000, tags: [7] })
  second.answer(one(3, 2900))
  await expect.poll(() => past.getStatus().shown).toBe(3000)
  expect(past.values.get(7)).toEqual({ value: 3, time: 2900, quality: 0 })
})
test('a tag of which nothing is known at the next moment is taken away, and only what changed is told', async () => {
  const past = readings()
  past.watch([7, 8])
  past.setMoment(1000)
  ;(await asked(1)).answer({ tagNumbers: [7, 8], times: [900, 900], values: [1, 2], qualities: [0, 0] })
  await expect.poll(() => past.values.get(8)?.value).toBe(2)
  const heard: number[][] = []
  past.values.subscribeAll((changed) => heard.push([...changed]))
  past.setMoment(2000)
  ;(await asked(2)).answer(one(1, 900))
  await expect.poll(() => past.getStatus().shown).toBe(2000)
  expect(heard).toEqual([[8]])
  expect(past.values.get(8)).toBeUndefined()
})
test('when the archive does not answer no value is shown, and the reason is', async () => {
  const past = readings()
  past.watch([7])
  past.setMoment(1000)
  ;(await asked(1)).answer(one(5, 900))
  await expect.poll(() => past.values.get(7)?.value).toBe(5)
  past.setMoment(2000)
  ;(await asked(2)).fail(new Error('away'))
  await expect.poll(() => past.getStatus().error).toBeInstanceOf(Error)
  expect(past.values.get(7)).toBeUndefined()
})
test('back at live, a late answer changes nothing', async () => {
  const past = readings()
  past.watch([7])
  past.setMoment(1000)
  const late = await asked(1)
  past.setMoment(null)
  late.answer(one(5, 900))
  await Promise.resolve()
  expect([past.values.get(7), past.getStatus()]).toEqual([undefined, { shown: null, error: null }])
})
