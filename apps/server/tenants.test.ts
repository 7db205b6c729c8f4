/** The second wall between tenants, looked at from inside the database: which tables of a fresh house stand behind it, and which do not, with the reason. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestHouse, testHouse } from './house.testkit.ts'

/** Tables that hold nothing of a tenant. */
const OUTSIDE: Readonly<Record<string, string>> = {
  migration: 'which migrations were applied: read and written by the owner',
  outbox: 'events on their way to all modules; no route reads them',
  outbox_cursor: 'how far each hearer of the outbox has come',
  alarm_journal_cursor: 'how far the alarm journal was copied',
  alarm_late_hour: 'which hours of which tags are to be judged again, because samples came late',
  alarm_watched: 'in which ten minutes the alarm journal could be read',
}
/** Policies that let more through than the scope. */
const UNBOUNDED: Readonly<Record<string, string>> = {
  'audit_trail.audit_add': 'whoever acts anywhere may add to the trail; reading it is bounded by the scope',
}
interface Wall {
  table: string
  org: string | null
  secured: boolean
  policies: string[]
  /** Policies that do not ask for the scope of the transaction. */
  unbounded: string[]
}

let h: TestHouse
beforeAll(async () => {
  h = await testHouse()
})
afterAll(() => h.close())

const look = () =>
  h.asOwner<Wall & Record<string, unknown>>(`
    select c.relname as table,
      (select format_type(a.atttypid, a.atttypmod) from pg_attribute a where a.attrelid = c.oid and a.attname = 'org' and not a.attisdropped) as org,
      c.relrowsecurity as secured,
      array(select p.polname::text from pg_policy p where p.polrelid = c.oid) as policies,
      array(select p.polname::text from pg_policy p where p.polrelid = c.oid
        and coalesce(pg_get_expr(p.polqual, p.polrelid), '') || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '') not like '%anyuan_scope()%') as unbounded
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`)

/** What each table outside the named list lacks of the wall. */
const gaps = (walls: readonly Wall[]): string[] =>
  walls
    .filter(({ table }) => !(table in OUTSIDE))
    .flatMap(({ table, org, secured, policies, unbounded }) => [
      ...(org === 'ltree' ? [] : [`${table}: no organisation path`]),
      ...(secured ? [] : [`${table}: row-level security is off`]),
      ...(policies.length > 0 ? [] : [`${table}: no policy`]),
      ...unbounded
        .map((policy) => `${table}.${policy}`)
        .filter((name) => !(name in UNBOUNDED))
        .map((name) => `${name}: does not ask for the scope`),
    ])

test('every table of the house stands behind the wall, but for those named with a reason', async () => {
  const walls = await look()
  expect(walls.length).toBeGreaterThan(Object.keys(OUTSIDE).length + 8)
  expect(gaps(walls)).toEqual([])
})
test('what is named as an exception is there', async () => {
  const walls = await look()
  const names = walls.flatMap(({ table, unbounded }) => [table, ...unbounded.map((policy) => `${table}.${policy}`)])
  expect(Object.keys({ ...OUTSIDE, ...UNBOUNDED }).filter((name) => !names.includes(name))).toEqual([])
})
test('a table without the wall, or with a hole in it, is named', async () => {
  await h.asOwner(`
    create table forgotten (id int);
    create table half (org ltree not null);
    alter table half enable row level security;
    create table open (org ltree not null);
    alter table open enable row level security;
    create policy everyone on open using (true)`)
  try {
    expect(gaps(await look())).toEqual([
      'forgotten: no organisation path',
      'forgotten: row-level security is off',
      'forgotten: no policy',
      'half: no policy',
      'open.everyone: does not ask for the scope',
    ])
  } finally {
    await h.asOwner('drop table forgotten, half, open')
  }
})
test('the role of the application owns no table and may not pass the policies', async () => {
  const { username } = new URL(h.appUrl)
  const roles = await h.asOwner<{ owned: number; above: boolean }>(
    `select (select count(*)::int from pg_class c where c.relowner = r.oid) as owned, r.rolsuper or r.rolbypassrls as above
     from pg_roles r where r.rolname = $1`,
    [username],
  )
  expect(roles).toEqual([{ owned: 0, above: false }])
})
