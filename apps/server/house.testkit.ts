/** A whole house for tests: every module on a fresh database, with people of any role, and nothing behind the archive and the pipeline. */

import { NobodyAnswers } from '@anyuan/bus'
import { testDatabase } from '@anyuan/db/testkit'
import { type HouseOptions, openHouse } from '@anyuan/host'
import { SESSION_COOKIE } from '@anyuan/identity'
import type { Role } from '@anyuan/identity/contract'
import { orgPath } from '@anyuan/kernel'
import { openModules, type World } from './modules.ts'

export const HOUSE = { accountId: '', name: 'house', address: 'local', scope: [''] }

const away = () => Promise.reject(new NobodyAnswers('test', 'nothing behind this house'))
const NOTHING_BEHIND: World = {
  readings: { history: away, raw: away, current: away, at: away },
  act: away,
  traffic: async () => null,
  dial: {
    seal: (secret) => secret,
    unseal: (sealed) => sealed,
    testConnection: away,
    browse: away,
    activity: async () => null,
    completeness: async () => null,
    reprocess: away,
    ingestUrl: ':0',
  },
  samples: away,
  lateHours: async () => null,
  running: async () => null,
  live: { url: ':0/live', key: 'test key' },
  wakeOutbox: () => {},
  sendJob: async () => {},
  simulator: async () => ({ status: 503, body: null }),
}

export async function testHouse(world: Partial<World> = {}, { givesWay }: Pick<HouseOptions, 'givesWay'> = {}) {
  const options = { ...NOTHING_BEHIND, ...world }
  // the modules' migrations are asked of a sketch that never connects
  const { connect } = await import('@anyuan/db')
  const sketch = connect<unknown>('postgres://nobody@127.0.0.1:1/none')
  const migrations = openModules(sketch, options).modules.flatMap((module) => module.migrations)
  const t = await testDatabase<unknown>([...migrations])
  const house = openModules(t.db, options)
  const app = await openHouse({
    modules: house.modules,
    version: 'test',
    ...(givesWay ? { givesWay } : {}),
    authenticate: (request) => {
      const token = request.cookies[SESSION_COOKIE]
      return token ? house.identity.authenticate(token) : Promise.resolve(null)
    },
    exports: house.exports,
    onForbidden: (request, actor, permission) => void house.identity.recordForbidden(actor, request.ip, permission, request.url),
  })
  await app.ready()
  /** Signs a new person in. @returns the cookie to send. */
  const signIn = async (role: Role, org: string): Promise<string> => {
    const login = `${role.replaceAll('_', '-').slice(0, 20)}-${org.replaceAll('.', '-')}`.slice(0, 39)
    const made = await house.identity.add(
      HOUSE,
      { login, name: login, org: orgPath(org), phone: null, grants: [{ role, org: orgPath(org) }] },
      undefined,
      false,
    )
    const { token } = await house.identity.signIn({ login, password: made.password }, 'test')
    return `${SESSION_COOKIE}=${token}`
  }
  return {
    ...t,
    app,
    house,
    signIn,
    async close() {
      await app.close()
      await t.close()
    },
  }
}
export type TestHouse = Awaited<ReturnType<typeof testHouse>>
