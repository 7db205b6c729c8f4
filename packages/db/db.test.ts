/** What the store promises to every module: scope, outbox, migrations, and a server that comes back. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WHOLE_HOUSE } from '@anyuan/kernel'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEmbedded } from './embedded/index.ts'
import { migrate, type OutboxTables, outboxOf, relayOutbox } from './index.ts'
import { type TestDatabase, testDatabase } from './testkit.ts'

interface Tables extends OutboxTables {
  thing: { org: string; name: string }
}
const things = [
  {
    owner: 'test',
    name: '0001_thing',
    sql: `
  create table thing (org ltree not null, name text primary key);
  alter table thing enable row level security;
  create policy tenant on thing using (org <@ any (anyuan_scope())) with check (org <@ any (anyuan_scope()));`,
  },
]
let t: TestDatabase<Tables>
beforeAll(async () => {
  t = await testDatabase<Tables>(things)
  await t.db.transact(WHOLE_HOUSE, (tx) =>
    tx
      .insertInto('thing')
      .values([
        { org: 'ln.a', name: 'one' },
        { org: 'ln.b', name: 'two' },
      ])
      .execute(),
  )
})
afterAll(() => t.close())
const names = (scope: string[]) =>
  t.db.transact(scope, async (tx) => (await tx.selectFrom('thing').select('name').orderBy('name').execute()).map((r) => r.name))

test('a transaction sees the organisations of its scope and nothing else', async () => {
  expect(await names(['ln.a'])).toEqual(['one'])
  expect(await names(['ln'])).toEqual(['one', 'two'])
  expect(await names(['ln.a.x', 'ln.b'])).toEqual(['two'])
  expect(await names([])).toEqual([])
})
test('a row outside the scope can be neither written nor moved there', async () => {
  await expect(t.db.transact(['ln.a'], (tx) => tx.insertInto('thing').values({ org: 'ln.b', name: 'smuggled' }).execute())).rejects.toThrow(
    /row-level security/,
  )
  await expect(t.db.transact(['ln.a'], (tx) => tx.updateTable('thing').set({ org: 'ln.b' }).execute())).rejects.toThrow(
    /row-level security/,
  )
})
test('a connection that never named its scope sees nothing', async () => {
  const client = new pg.Client({ connectionString: t.appUrl })
  await client.connect()
  expect((await client.query('select * from thing')).rows).toEqual([])
  await client.end()
})
test('the scope ends with its transaction', async () => {
  await names(['ln'])
  expect(await t.db.transact([], async (tx) => (await sql<{ s: string[] }>`select anyuan_scope()::text as s`.execute(tx)).rows[0]?.s)).toBe(
    '{}',
  )
})
test('an event is told once after commit, never after a rollback, and again if its handler failed', async () => {
  const outbox = outboxOf<Tables>()
  const told: string[] = []
  let failOnce = true
  await t.db.transact(WHOLE_HOUSE, (tx) => outbox.append(tx, [{ type: 'kept' }]))
  await t.db
    .transact(WHOLE_HOUSE, async (tx) => {
      await outbox.append(tx, [{ type: 'lost' }])
      throw new Error('rolled back')
    })
    .catch(() => {})
  const relay = relayOutbox(t.db.as(), {
    consumer: 'test',
    everyMs: 20,
    onFault: () => {},
    handle: async (event) => {
      told.push(event.type)
      if (failOnce) {
        failOnce = false
        throw new Error('consumer down')
      }
    },
  })
  await expect.poll(() => told, { timeout: 3000 }).toEqual(['kept', 'kept'])
  await relay.stop()
})
test('a migration edited after it was applied stops the start', async () => {
  await expect(migrate(t.ownerUrl, [{ ...things[0]!, sql: 'select 1' }])).rejects.toThrow(/test\/0001_thing was changed/)
})
test('the application role cannot look at migrations or make tables', async () => {
  const client = new pg.Client({ connectionString: t.appUrl })
  await client.connect()
  await expect(client.query('select * from migration')).rejects.toThrow(/permission denied/)
  await expect(client.query('create table mine (a int)')).rejects.toThrow(/permission denied/)
  await client.end()
})
test('a server killed without warning comes back with what was committed', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'pg-kill-'))
  const first = await startEmbedded({ dir })
  const write = new pg.Client({ connectionString: first.ownerUrl })
  write.on('error', () => {})
  await write.connect()
  await write.query('create table kept (n int); insert into kept values (1)')
  process.kill(first.pid, 'SIGKILL')
  await first.ended
  const second = await startEmbedded({ dir })
  const read = new pg.Client({ connectionString: second.ownerUrl })
  await read.connect()
  expect((await read.query('select n from kept')).rows).toEqual([{ n: 1 }])
  await read.end()
  await second.stop()
  rmSync(dir, { recursive: true, force: true })
})
