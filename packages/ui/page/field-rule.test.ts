/** A field says what is wrong with it, after the contract's own schema. */
import { expect, test } from 'vitest'
import { z } from 'zod'
import { fieldProblem, orNull } from './field-rule.ts'

const key = (schema: z.ZodType, value: unknown) => fieldProblem(schema, value)?.key ?? null

test('an empty field is required unless the contract takes nothing', () => {
  expect(key(z.string().trim().min(1), '  ')).toBe('ui.field.required')
  expect(key(z.number(), undefined)).toBe('ui.field.required')
  expect(key(z.string().max(5).nullable(), '')).toBeNull()
  expect(key(z.string().optional(), '')).toBeNull()
})
test('bounds are said with their number', () => {
  expect(fieldProblem(z.number().min(0), -1)).toEqual({ key: 'ui.field.small', params: { limit: 0 } })
  expect(fieldProblem(z.number().positive(), 0)).toEqual({ key: 'ui.field.small_or_equal', params: { limit: 0 } })
  expect(fieldProblem(z.number().max(9), 10)).toEqual({ key: 'ui.field.big', params: { limit: 9 } })
  expect(fieldProblem(z.string().max(2), 'abc')).toEqual({ key: 'ui.field.long.string', params: { limit: 2 } })
})
test('a pattern and a fraction where a whole number is asked have their own words', () => {
  expect(key(z.string().regex(/^[a-z]+$/), 'A1')).toBe('ui.field.form')
  expect(key(z.number().int(), 1.5)).toBe('ui.field.integer')
  expect(key(z.string().trim().min(1), ' 罐区 ')).toBeNull()
})
test('an emptied text field is sent as nothing', () => {
  expect([orNull('  '), orNull(' a '), orNull(undefined)]).toEqual([null, 'a', null])
})
