/** Asks every route of our own OpenAPI for arbitrary things, as several roles: whatever comes, the house answers, and never with a fault. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import type { TestHouse } from './house.testkit.ts'

type Schema = Record<string, unknown> & {
  type?: string
  properties?: Record<string, Schema>
  items?: Schema
  enum?: unknown[]
  anyOf?: Schema[]
}
interface Operation {
  parameters?: { name: string; in: 'query' | 'path'; schema: Schema }[]
  requestBody?: { content: Record<string, { schema?: Schema }> }
}
export interface Route {
  method: string
  path: string
  operation: Operation
}
export interface Question {
  route: Route
  url: string
  body: unknown
}

const OPENAPI = join(import.meta.dirname, '../../docs/generated/openapi.json')
const METHODS: ReadonlySet<string> = new Set(['get', 'post', 'put', 'patch', 'delete'])
/** Ends the session that the others need. */
const ENDS_SESSION: ReadonlySet<string> = new Set(['/api/identity/sign-out'])

export function routesOf(): Route[] {
  const { paths } = JSON.parse(readFileSync(OPENAPI, 'utf8')) as { paths: Record<string, Record<string, Operation>> }
  return Object.entries(paths).flatMap(([path, methods]) =>
    ENDS_SESSION.has(path)
      ? []
      : Object.entries(methods).flatMap(([method, operation]) =>
          METHODS.has(method) ? [{ method: method.toUpperCase(), path, operation }] : [],
        ),
  )
}

const NASTY = [
  '',
  ' ',
  '\u0000',
  "'; drop table tag; --",
  '../../etc/passwd',
  '%',
  'null',
  '-1',
  '1e309',
  'NaN',
  '中文',
  '𠮷',
  'a'.repeat(3000),
  'root',
  'root.a',
]
const text = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 80 }), fc.uuid(), fc.integer().map(String))
const anything: fc.Arbitrary<unknown> = fc.oneof(fc.jsonValue({ maxDepth: 3 }), text, fc.constantFrom(null, true, 0, -1, 2 ** 53, 1e308))

/** Mostly what the schema asks for, now and then what it does not. */
function fitting(schema: Schema | undefined, depth = 0): fc.Arbitrary<unknown> {
  if (!schema || depth > 6) return anything
  const wrong = { arbitrary: anything, weight: 1 }
  const right = (arbitrary: fc.Arbitrary<unknown>) => fc.oneof({ arbitrary, weight: 7 }, wrong)
  const choices = schema.anyOf ?? (schema.oneOf as Schema[] | undefined)
  if (choices) return fc.oneof(...choices.map((choice) => fitting(choice, depth + 1)))
  if (schema.allOf) return fitting((schema.allOf as Schema[])[0], depth + 1)
  if ('const' in schema) return right(fc.constant(schema.const))
  if (schema.enum) return right(fc.constantFrom(...schema.enum))
  switch (schema.type) {
    case 'integer':
      return right(fc.oneof(fc.integer({ min: -5, max: 50 }), fc.maxSafeInteger()))
    case 'number':
      return right(fc.double())
    case 'boolean':
      return right(fc.boolean())
    case 'null':
      return right(fc.constant(null))
    case 'array':
      return right(fc.array(fitting(schema.items, depth + 1), { maxLength: 4 }))
    case 'object':
      return right(
        fc.record(Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, inner]) => [key, fitting(inner, depth + 1)])), {
          requiredKeys: fc.sample(fc.boolean(), 1)[0] ? Object.keys(schema.properties ?? {}) : [],
        }),
      )
    case 'string':
      if (schema.format === 'date-time')
        return right(
          fc.oneof(
            fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
            fc.constantFrom('0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z'),
          ),
        )
      if (schema.format === 'uuid') return right(fc.uuid())
      return right(text)
    default:
      return anything
  }
}

/** @param routes as `routesOf` gives them */
export const questionOf = (routes: readonly Route[]): fc.Arbitrary<Question> =>
  fc.constantFrom(...routes).chain((route) => {
    const parameters = route.operation.parameters ?? []
    const of = (place: 'query' | 'path') => parameters.filter((one) => one.in === place)
    const values = (place: 'query' | 'path') =>
      fc.record(Object.fromEntries(of(place).map(({ name, schema }) => [name, fitting(schema)])), {
        requiredKeys: place === 'path' ? of(place).map(({ name }) => name) : [],
      })
    const schema = Object.values(route.operation.requestBody?.content ?? {})[0]?.schema
    const body: fc.Arbitrary<unknown> = route.operation.requestBody ? fitting(schema) : fc.constant(undefined)
    return fc.record({ path: values('path'), query: values('query'), body }).map(({ path, query, body: given }) => {
      const asText = (value: unknown) => encodeURIComponent(toWellFormed(typeof value === 'string' ? value : (JSON.stringify(value) ?? '')))
      const address = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => asText((path as Record<string, unknown>)[name]) || '%20')
      const search = Object.entries(query).map(([name, value]) => `${encodeURIComponent(name)}=${asText(value)}`)
      return { route, url: search.length > 0 ? `${address}?${search.join('&')}` : address, body: given }
    })
  })
const toWellFormed = (given: string) => given.toWellFormed()

export interface Answered {
  status: number
  code: string | null
  ms: number
}

/** 503 is an outage by design: nothing stands behind the house of a test. */
export const isWell = ({ status, code }: Answered): boolean => status < 500 || (status === 503 && code !== null)
export const LONGEST_MS = 20_000 // default, not from a standard: what takes longer hangs

export async function askHouse({ app }: Pick<TestHouse, 'app'>, { route, url, body }: Question, cookie: string): Promise<Answered> {
  const from = performance.now()
  const answer = await app.inject({
    method: route.method as 'GET',
    url,
    headers: { ...(cookie ? { cookie } : {}), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) ?? 'null' }),
  })
  let code: string | null = null
  try {
    code = (answer.json() as { code?: string } | null)?.code ?? null
  } catch {
    // a file, or nothing at all
  }
  return { status: answer.statusCode, code, ms: performance.now() - from }
}
