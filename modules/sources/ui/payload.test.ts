/** What was sent, as a person can read it. */
import { expect, test } from 'vitest'
import { legible } from './payload.ts'

test('JSON is shown with indents, a frame as it came', () => {
  expect(legible('{"tag":"T1","value":9}', false)).toEqual({ kind: 'json', text: '{\n  "tag": "T1",\n  "value": 9\n}' })
  expect(legible('##0101QN=2016;ST=32;CN=1062\r\n', false)).toEqual({ kind: 'text', text: '##0101QN=2016;ST=32;CN=1062\r\n' })
})
test('what is not JSON, or only its beginning, is shown as it is', () => {
  expect(legible('{"tag":', false)).toEqual({ kind: 'text', text: '{"tag":' })
  expect(legible('{"a":1}', true)).toEqual({ kind: 'text', text: '{"a":1}' })
})
test('bytes are shown in hexadecimal, with what of them is print', () => {
  const { kind, text } = legible('\u2400AB\u001f', false)
  expect(kind).toBe('bytes')
  expect(text).toMatch(/^0000 {2}00 41 42 1f\s+\.AB\.$/)
})
test('a payload that is kept as hexadecimal digits is shown as its bytes', () => {
  expect(legible('00414210ff', false).text).toMatch(/^0000 {2}00 41 42 10 ff\s+\.AB\.\.$/)
  expect(legible('12345678', true).kind).toBe('bytes')
})
