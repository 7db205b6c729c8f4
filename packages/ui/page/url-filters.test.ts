/** The address holds the filters, and nothing that is not one. */
import { expect, test } from 'vitest'
import { readFilters, writeFilters } from './url-filters.ts'

const defaults = { text: '', kind: '', page: '1', pageSize: '50' }

test('an empty address means the defaults', () => {
  expect(readFilters(new URLSearchParams(), defaults)).toEqual(defaults)
})
test('what was written is read again', () => {
  const params = writeFilters(new URLSearchParams(), defaults, { text: '氯气 & 氨', kind: 'toxic_gas' })
  expect(readFilters(new URLSearchParams(params.toString()), defaults)).toMatchObject({ text: '氯气 & 氨', kind: 'toxic_gas' })
})
test('another filter means the first page again', () => {
  expect(writeFilters(new URLSearchParams('page=7&kind=level'), defaults, { text: 'LT' }).toString()).toBe('kind=level&text=LT')
})
test('turning the page keeps the filters', () => {
  expect(writeFilters(new URLSearchParams('kind=level'), defaults, { page: '2' }).toString()).toBe('kind=level&page=2')
})
test('the organisation and other foreign parameters stay', () => {
  expect(writeFilters(new URLSearchParams('org=ln.sy'), defaults, { text: 'LT' }).get('org')).toBe('ln.sy')
})
test('a filter set back to its default leaves the address', () => {
  expect(writeFilters(new URLSearchParams('text=LT'), defaults, { text: '' }).toString()).toBe('')
  expect(writeFilters(new URLSearchParams('pageSize=100'), defaults, { pageSize: '50' }).toString()).toBe('')
})
test('a default that is not empty can be overruled by an empty choice', () => {
  const open = { open: 'true' }
  expect(readFilters(writeFilters(new URLSearchParams(), open, { open: '' }), open)).toEqual({ open: '' })
})
