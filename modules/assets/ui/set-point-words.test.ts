/** Every finding of the set-point check can be said. */
import { SET_POINT_FINDINGS } from '@anyuan/standards'
import { expect, test } from 'vitest'
import zh from '../locales/zh.json' with { type: 'json' }

test('every finding code of GB/T 50493 has words', () => {
  expect(SET_POINT_FINDINGS.length).toBeGreaterThan(10)
  expect(SET_POINT_FINDINGS.filter((code) => !(code in zh))).toEqual([])
})
