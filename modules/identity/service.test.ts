/** Identity on the real PostgreSQL: signing in, being locked out, administering accounts, the trail it leaves. */

import { migrationsIn, outboxOf } from '@anyuan/db'
import { type TestDatabase, testDatabase } from '@anyuan/db/testkit'
import { type Caller, orgPath, toInstant } from '@anyuan/kernel'
import { openTicket } from '@anyuan/telemetry/ticket'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Role } from './contract.ts'
import { identityService } from './service.ts'
import { type IdentityTables, identityStore } from './store.ts'

let t: TestDatabase<IdentityTables>
let now = 1_795_000_000_000
let service: ReturnType<typeof identityService>
const root: Caller = { accountId: '', name: 'root', address: 'local', scope: ['ln'] }
beforeAll(async () => {
  t = await testDatabase<IdentityTables>(migrationsIn('identity', new URL('./migrations/', import.meta.url)))
  service = identityService({
    transact: t.db.transact,
    store: identityStore,
    outbox: outboxOf<IdentityTables>(),
    clock: { now: () => toInstant(now) },
    allows: (grants) => ({ 'alarms.read': grants.map((grant) => grant.org) }),
    live: { url: ':1/live', key: 'ticket key' },
    demo: false,
  })
})
afterAll(() => t.close())

const account = async (login: string, role: Role = 'park_duty_officer', org = 'ln.sy', mustChange = false) => {
  const made = await service.add(
    root,
    { login, name: `示例${login}`, org: orgPath(org), phone: null, grants: [{ role, org: orgPath(org) }] },
    undefined,
    mustChange,
  )
  return { login, ...made }
}
const trail = (login: string) =>
  t.asOwner<{ action: string; outcome: string; address: string }>(
    'select action, outcome, address from audit_trail where object = $1 order by sequence',
    [login],
  )

test('a person signs in, is known by the cookie, and is forgotten after signing out', async () => {
  const { login, password, accountId } = await account('anna')
  const { token, me } = await service.signIn({ login: ' ANNA ', password }, '10.0.0.7')
  expect(me.account.grants).toEqual([{ role: 'park_duty_officer', org: 'ln.sy' }])
  expect(openTicket(me.live.ticket, 'ticket key', now)).toEqual({ accountId, scope: ['ln.sy'], expiresAt: now + 3_600_000 })
  expect(await service.authenticate(token)).toMatchObject({ accountId, restricted: false })
  await service.signOut(token, { ...root, accountId, name: 'anna' })
  expect(await service.authenticate(token)).toBeNull()
  expect(await trail(login)).toContainEqual({ action: 'identity.sign_in', outcome: 'done', address: '10.0.0.7' })
})
test('five wrong passwords lock the account, and the trail says so', async () => {
  const { login, password } = await account('bert')
  for (let i = 0; i < 4; i++)
    await expect(service.signIn({ login, password: 'wrong' }, 'x')).rejects.toMatchObject({ code: 'identity.wrong_credentials' })
  await expect(service.signIn({ login, password: 'wrong' }, 'x')).rejects.toMatchObject({ code: 'identity.locked' })
  await expect(service.signIn({ login, password }, 'x')).rejects.toMatchObject({ code: 'identity.locked' })
  now += 601_000
  await expect(service.signIn({ login, password }, 'x')).resolves.toBeDefined()
  expect((await trail(login)).filter((row) => row.outcome === 'refused').length).toBe(6)
})
test('an unknown name is answered like a wrong password', async () => {
  await expect(service.signIn({ login: 'nobody', password: 'x' }, 'x')).rejects.toMatchObject({ code: 'identity.wrong_credentials' })
})
test('a first password must be changed: until then the account may do nothing else', async () => {
  const { login, password, accountId } = await account('carl', 'park_duty_officer', 'ln.sy', true)
  const { token, me } = await service.signIn({ login, password }, 'x')
  expect(me.permissions).toEqual({})
  expect(openTicket(me.live.ticket, 'ticket key', now)?.scope).toEqual([])
  expect(await service.authenticate(token)).toMatchObject({ restricted: true })
  const caller = { ...root, accountId }
  await expect(service.changePassword(caller, { current: password, next: 'too-simple' }, token)).rejects.toMatchObject({
    code: 'identity.password_weak',
  })
  await expect(service.changePassword(caller, { current: 'wrong', next: 'New-password-1' }, token)).rejects.toMatchObject({
    code: 'identity.wrong_credentials',
  })
  await service.changePassword(caller, { current: password, next: 'New-password-1' }, token)
  expect(await service.authenticate(token)).toMatchObject({ restricted: false })
})
test('a session ends after half an hour without use', async () => {
  const { login, password } = await account('dora')
  const { token } = await service.signIn({ login, password }, 'x')
  now += 29 * 60_000
  expect(await service.authenticate(token)).not.toBeNull()
  now += 29 * 60_000
  expect(await service.authenticate(token)).not.toBeNull()
  now += 31 * 60_000
  expect(await service.authenticate(token)).toBeNull()
})
test('disabling an account or resetting its password ends its sessions', async () => {
  const { login, password, accountId } = await account('emil')
  const { token } = await service.signIn({ login, password }, 'x')
  const fresh = await service.resetPassword(root, accountId)
  expect(await service.authenticate(token)).toBeNull()
  const again = await service.signIn({ login, password: fresh.password }, 'x')
  await service.change(root, accountId, { enabled: false })
  expect(await service.authenticate(again.token)).toBeNull()
  await expect(service.signIn({ login, password: fresh.password }, 'x')).rejects.toMatchObject({ code: 'identity.wrong_credentials' })
})
test('an administrator of one city neither sees nor changes accounts of another', async () => {
  const { accountId } = await account('frida', 'park_duty_officer', 'ln.fs')
  const elsewhere = { ...root, scope: ['ln.sy'] }
  expect((await service.page(elsewhere, { page: 1, pageSize: 100 })).items.map((one) => one.login)).not.toContain('frida')
  await expect(service.change(elsewhere, accountId, { enabled: false })).rejects.toMatchObject({ code: 'identity.not_found' })
  await expect(account('gerd', 'park_duty_officer', 'ln.fs')).resolves.toBeDefined()
  await expect(
    service.add(elsewhere, {
      login: 'hans',
      name: 'x',
      org: orgPath('ln.sy'),
      phone: null,
      grants: [{ role: 'worker', org: orgPath('ln.fs') }],
    }),
  ).rejects.toMatchObject({ code: 'identity.grant_beyond_scope' })
})
test('no password and no token is stored as it is', async () => {
  const { login, password } = await account('ines')
  const { token } = await service.signIn({ login, password }, 'x')
  const rows = await t.asOwner<{ text: string }>(
    `select (select string_agg(a::text, '') from account a) || (select string_agg(s::text, '') from session s) || (select string_agg(u::text, '') from audit_trail u) as text`,
  )
  expect(rows[0]!.text).not.toContain(password)
  expect(rows[0]!.text).not.toContain(token)
  expect(rows[0]!.text).toContain('$argon2id$')
})
test('the application can add to the trail, but neither change nor delete', async () => {
  for (const statement of [`update audit_trail set name = 'x'`, 'delete from audit_trail', 'truncate audit_trail']) {
    const { default: pg } = await import('pg')
    const client = new pg.Client({ connectionString: t.appUrl })
    await client.connect()
    await expect(client.query(statement)).rejects.toThrow(/permission denied/)
    await client.end()
  }
})
