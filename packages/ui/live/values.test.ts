/** The store of newest values: no older sample wins, and listeners hear once per frame. */
import { expect, test } from 'vitest'
import { LiveValues } from './values.ts'

const frame = () => new Promise((resolve) => setTimeout(resolve, 300))

test('an older sample never replaces a newer one', () => {
  const values = new LiveValues()
  values.put([7], [2000], [4.8], [0])
  values.put([7], [1000], [1.2], [0])
  expect(values.get(7)).toEqual({ value: 4.8, time: 2000, quality: 0 })
})
test('the same sample that became stale is stale', () => {
  const values = new LiveValues()
  values.put([7], [2000], [4.8], [0])
  values.put([7], [2000], [4.8], [3])
  expect(values.get(7)?.quality).toBe(3)
})
test('no value is null and not zero', () => {
  const values = new LiveValues()
  values.put([7], [2000], [null], [2])
  expect(values.get(7)).toEqual({ value: null, time: 2000, quality: 2 })
  expect(values.get(8)).toBeUndefined()
})
test('a hundred puts are one call to the listener of all, and none to a tag that did not change', async () => {
  const values = new LiveValues()
  const heard: number[][] = []
  let seven = 0
  let eight = 0
  values.subscribeAll((changed) => heard.push([...changed]))
  values.subscribeTag(7, () => {
    seven += 1
  })
  values.subscribeTag(8, () => {
    eight += 1
  })
  for (let i = 1; i <= 100; i++) values.put([7], [i], [i], [0])
  await frame()
  expect(heard).toEqual([[7]])
  expect([seven, eight]).toEqual([1, 0])
})
test('a listener that left hears nothing more', async () => {
  const values = new LiveValues()
  let calls = 0
  const leave = values.subscribeTag(7, () => {
    calls += 1
  })
  leave()
  values.put([7], [1], [1], [0])
  await frame()
  expect(calls).toBe(0)
})
