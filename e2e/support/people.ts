/** People at the web door: signs in as they do, keeps the session, and asks through the same HTTP interface as the pages. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Role } from '@anyuan/identity/contract'
import type { TestServer } from './server.ts'

export interface Person {
  name: string
  get<T>(path: string, query?: Record<string, string>): Promise<T>
  send<T>(method: 'POST' | 'PUT' | 'PATCH', path: string, body: unknown): Promise<T>
  /** A list in CSV, as a file that was chosen. */
  upload<T>(path: string, query: Record<string, string>, csv: string): Promise<T>
}

/** Away, not refused: the house is starting again. */
export class Away extends Error {}

/** Signs in and, where the password is a first one, changes it to `next`. @throws Error with the house's own words. */
export async function signIn(server: Pick<TestServer, 'web'>, login: string, password: string, next?: string): Promise<Person> {
  let cookie = ''
  const ask = async (method: string, path: string, body?: unknown, media = 'application/json'): Promise<unknown> => {
    const answer = await fetch(`${server.web}/api${path}`, {
      method,
      headers: { cookie, ...(body === undefined ? {} : { 'content-type': media }) },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    }).catch((error: Error) => {
      throw new Away(error.message)
    })
    const given = answer.headers.getSetCookie()[0]
    if (given) cookie = given.split(';')[0]!
    const text = await answer.text()
    if (answer.status >= 500) throw new Away(`${method} ${path}: ${answer.status} ${text}`)
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return text ? JSON.parse(text) : null
  }
  const me = (await ask('POST', '/identity/sign-in', { login, password })) as { account: { name: string } }
  if (next) await ask('POST', '/identity/password', { current: password, next })
  return {
    name: me.account.name,
    get: <T>(path: string, query: Record<string, string> = {}) =>
      ask('GET', Object.keys(query).length > 0 ? `${path}?${new URLSearchParams(query)}` : path) as Promise<T>,
    upload: <T>(path: string, query: Record<string, string>, csv: string) =>
      ask('POST', `${path}?${new URLSearchParams(query)}`, csv, 'text/csv') as Promise<T>,
    send: <T>(method: 'POST' | 'PUT' | 'PATCH', path: string, body: unknown) => ask(method, path, body) as Promise<T>,
  }
}

const ADMIN_PASSWORD = 'First-Morning-1'

/** The first administrator of a fresh house, from the file that the first start left. */
export function firstAdministrator(server: Pick<TestServer, 'web' | 'dataDir'>): Promise<Person> {
  const text = readFileSync(join(server.dataDir, 'first-sign-in.txt'), 'utf8')
  const password = /password: (\S+)/.exec(text)?.[1]
  if (!password) throw new Error('no first password')
  return signIn(server, 'admin', password, ADMIN_PASSWORD)
}

/** A new account, signed in, its one-time password already changed. */
export async function newcomer(
  server: Pick<TestServer, 'web'>,
  administrator: Person,
  { login, name, role, org }: { login: string; name: string; role: Role; org: string },
): Promise<Person> {
  const { password } = await administrator.send<{ password: string }>('POST', '/identity/accounts', {
    login,
    name,
    org,
    phone: null,
    grants: [{ role, org }],
  })
  return signIn(server, login, password, 'Second-Morning-2')
}
