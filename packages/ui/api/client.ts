/** The one door to the server: typed by the generated OpenAPI schema, and a refusal arrives as an `ApiError` with its code. */
import createClient from 'openapi-fetch'
import type { paths } from './schema.generated.ts'

/** Paths, queries, bodies and answers are checked by the compiler: `api.GET('/api/assets/tags', { params: { query: { text } } })`. */
export const api = createClient<paths>({ baseUrl: '', credentials: 'same-origin' })
export type { paths } from './schema.generated.ts'

/** Why the server did not do it. `code` is a key of the word books; `correlationId` finds the fault in the server's log. */
export class ApiError extends Error {
  readonly code: string
  readonly params: Record<string, unknown>
  readonly correlationId: string | null
  readonly status: number
  constructor(code: string, params: Record<string, unknown>, correlationId: string | null, status: number) {
    super(code)
    this.name = 'ApiError'
    this.code = code
    this.params = params
    this.correlationId = correlationId
    this.status = status
  }
}

/** Codes that mean: there is no session. A wrong password is refused with 401 too, and is none of them. */
const SIGNED_OUT: ReadonlySet<string> = new Set(['house.not_signed_in', 'identity.not_signed_in'])
const signedOutListeners = new Set<() => void>()
/** Called when the server says that the session is over; the shell then shows the sign-in page. */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener)
  return () => signedOutListeners.delete(listener)
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads an error body of any kind (ours, a proxy's, none) into an `ApiError`. */
export function apiErrorOf(body: unknown, status: number, header: string | null): ApiError {
  const fields = isRecord(body) ? body : {}
  const code = typeof fields.code === 'string' ? fields.code : status >= 502 && status <= 504 ? 'ui.unreachable' : 'ui.broken'
  const correlationId = typeof fields.correlationId === 'string' ? fields.correlationId : header
  return new ApiError(code, isRecord(fields.params) ? fields.params : {}, correlationId, status)
}

/**
 * Awaits a call of `api` and gives its data, or throws an `ApiError`.
 * @example const page = await read(api.GET('/api/assets/tags', { params: { query: { page: 1 } } }))
 */
export async function read<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  let answer: { data?: T; error?: unknown; response: Response }
  try {
    answer = await call
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiError('ui.unreachable', {}, null, 0)
  }
  const { data, error, response } = answer
  if (response.ok) return data as T // 204 has no data, and its type says so
  const refusal = apiErrorOf(error, response.status, response.headers.get('x-correlation-id'))
  if (SIGNED_OUT.has(refusal.code)) for (const tell of signedOutListeners) tell()
  throw refusal
}
