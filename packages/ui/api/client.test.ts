/** What the server refuses arrives with its code; what is no answer at all says so. */
import { expect, test } from 'vitest'
import { ApiError, apiErrorOf, onSignedOut, read } from './client.ts'

const answer = (status: number, error: unknown, headers: Record<string, string> = {}) =>
  Promise.resolve({ error, response: new Response(null, { status, headers }) })
const refusalOf = (call: Parameters<typeof read>[0]) =>
  read(call).then(
    () => null,
    (error: unknown) => (error instanceof ApiError ? error : null),
  )

test('a refusal keeps its code, its parameters and the number that finds it in the log', async () => {
  const refusal = await refusalOf(answer(409, { code: 'alarms.not_what_was_seen', params: { seen: '1-1' }, correlationId: 'c-1' }))
  expect(refusal).toMatchObject({ code: 'alarms.not_what_was_seen', params: { seen: '1-1' }, correlationId: 'c-1', status: 409 })
})
test('a page of a proxy in place of an answer is an unreachable server, any other nonsense a broken one', () => {
  expect(apiErrorOf('<html>Bad Gateway</html>', 502, null).code).toBe('ui.unreachable')
  expect(apiErrorOf('<html>oops</html>', 500, 'c-2')).toMatchObject({ code: 'ui.broken', correlationId: 'c-2' })
})
test('a cut cable is an unreachable server, an abandoned call stays abandoned', async () => {
  expect((await refusalOf(Promise.reject(new TypeError('fetch failed'))))?.code).toBe('ui.unreachable')
  await expect(read(Promise.reject(new DOMException('gone', 'AbortError')))).rejects.toThrow('gone')
})
test('the end of a session is told once, a wrong password is not one', async () => {
  let told = 0
  const off = onSignedOut(() => {
    told += 1
  })
  await refusalOf(answer(401, { code: 'identity.wrong_credentials', params: {} }))
  expect(told).toBe(0)
  await refusalOf(answer(401, { code: 'house.not_signed_in', params: {} }))
  expect(told).toBe(1)
  off()
  await refusalOf(answer(401, { code: 'house.not_signed_in', params: {} }))
  expect(told).toBe(1)
})
test('an answer without a body is success', async () => {
  await expect(read(Promise.resolve({ response: new Response(null, { status: 204 }) }))).resolves.toBeUndefined()
})
