/** Every word of the simulation in both languages. */
import { expect, test } from 'vitest'
import { errors, SimulatorStatus } from '../contract.ts'
import en from '../locales/en.json' with { type: 'json' }
import zh from '../locales/zh.json' with { type: 'json' }

test('Chinese and English have the same words, none of them empty', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
  expect(Object.values({ ...zh, ...en }).filter((word) => word.trim() === '')).toEqual([])
})
test('every refusal of the contract and every number of the status has words', () => {
  const numbers = Object.keys(SimulatorStatus.shape).filter((key) => key !== 'sourcesConnected')
  expect([...Object.keys(errors), ...numbers.map((key) => `simulation.${key}`)].filter((code) => !(code in zh))).toEqual([])
})
