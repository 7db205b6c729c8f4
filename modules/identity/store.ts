/** Identity's SQL. */
import type { Instant } from '@anyuan/kernel'
import { type Generated, type Kysely, type SelectQueryBuilder, sql } from 'kysely'
import { Account, type AccountQuery, AuditEntry, type AuditQuery, type Grant } from './contract.ts'

interface AccountRow {
  id: string
  org: string
  login: string
  name: string
  phone: string | null
  password_hash: string
  must_change_password: boolean
  enabled: boolean
  failed_count: number
  locked_until: string | null
  last_sign_in_at: string | null
  created_at: string
}
export interface IdentityTables {
  account: AccountRow
  account_grant: { account_id: string; role: string; org: string }
  session: {
    token_digest: string
    account_id: string
    org: string
    address: string
    created_at: string
    seen_at: string
    expires_at: string
  }
  audit_trail: {
    sequence: Generated<number>
    at: string
    org: string
    account_id: string | null
    name: string
    address: string
    action: string
    object: string
    outcome: 'done' | 'refused'
    before: unknown
    after: unknown
  }
}
export type Tx = Kysely<IdentityTables>

/** An account with what only this module may see of it. */
export interface Credentials {
  account: Account
  passwordHash: string
  failedCount: number
}

const toAccount = (row: AccountRow, grants: readonly { account_id: string; role: string; org: string }[]): Account =>
  Account.parse({
    id: row.id,
    login: row.login,
    name: row.name,
    org: row.org,
    phone: row.phone,
    enabled: row.enabled,
    mustChangePassword: row.must_change_password,
    lockedUntil: row.locked_until,
    lastSignInAt: row.last_sign_in_at,
    grants: grants.filter((grant) => grant.account_id === row.id).map(({ role, org }) => ({ role, org })),
  })

export const identityStore = {
  async credentials(tx: Tx, by: { login: string } | { id: string }): Promise<Credentials | undefined> {
    const row = await tx
      .selectFrom('account')
      .selectAll()
      .where((e) => ('login' in by ? e('login', '=', by.login) : e('id', '=', by.id)))
      .executeTakeFirst()
    if (!row) return undefined
    const grants = await tx.selectFrom('account_grant').selectAll().where('account_id', '=', row.id).execute()
    return { account: toAccount(row, grants), passwordHash: row.password_hash, failedCount: row.failed_count }
  },
  async page(tx: Tx, query: AccountQuery): Promise<{ items: Account[]; total: number }> {
    const filter = <O>(q: SelectQueryBuilder<IdentityTables, 'account', O>) => {
      let filtered = q
      if (query.under) filtered = filtered.where(sql<boolean>`org <@ ${query.under}::ltree`)
      if (query.text)
        filtered = filtered.where((e) => e.or([e('name', 'ilike', `%${query.text}%`), e('login', 'ilike', `%${query.text}%`)]))
      if (query.role)
        filtered = filtered.where(
          sql<boolean>`exists (select 1 from account_grant g where g.account_id = account.id and g.role = ${query.role})`,
        )
      return filtered
    }
    const rows = await filter(tx.selectFrom('account').selectAll())
      .orderBy('login')
      .limit(query.pageSize)
      .offset((query.page - 1) * query.pageSize)
      .execute()
    const { total } = await filter(tx.selectFrom('account').select((e) => e.fn.countAll<number>().as('total'))).executeTakeFirstOrThrow()
    const ids = rows.map((row) => row.id)
    const grants = ids.length > 0 ? await tx.selectFrom('account_grant').selectAll().where('account_id', 'in', ids).execute() : []
    return { items: rows.map((row) => toAccount(row, grants)), total }
  },
  /** Accounts at or below these places: place → login of one. */
  async standingBelow(tx: Tx, paths: readonly string[]): Promise<Map<string, string>> {
    const { rows } = await sql<{ path: string; login: string }>`
      select p.path, min(a.login) as login from unnest(${paths}::text[]) as p(path) join account a on a.org <@ p.path::ltree group by p.path`.execute(
      tx,
    )
    return new Map(rows.map((row) => [row.path, row.login]))
  },
  async add(tx: Tx, account: Account, passwordHash: string, now: Instant): Promise<void> {
    await tx
      .insertInto('account')
      .values({
        id: account.id,
        org: account.org,
        login: account.login,
        name: account.name,
        phone: account.phone,
        password_hash: passwordHash,
        must_change_password: account.mustChangePassword,
        enabled: account.enabled,
        failed_count: 0,
        locked_until: null,
        last_sign_in_at: null,
        created_at: now,
      })
      .execute()
    await identityStore.setGrants(tx, account.id, account.grants)
  },
  async setGrants(tx: Tx, accountId: string, grants: readonly Grant[]): Promise<void> {
    await tx.deleteFrom('account_grant').where('account_id', '=', accountId).execute()
    if (grants.length > 0)
      await tx
        .insertInto('account_grant')
        .values(grants.map(({ role, org }) => ({ account_id: accountId, role, org })))
        .execute()
  },
  async change(
    tx: Tx,
    id: string,
    columns: Partial<
      Pick<
        AccountRow,
        'name' | 'phone' | 'enabled' | 'password_hash' | 'must_change_password' | 'failed_count' | 'locked_until' | 'last_sign_in_at'
      >
    >,
  ): Promise<void> {
    if (Object.keys(columns).length > 0) await tx.updateTable('account').set(columns).where('id', '=', id).execute()
  },
  async openSession(tx: Tx, session: IdentityTables['session']): Promise<void> {
    await tx.insertInto('session').values(session).execute()
  },
  async session(tx: Tx, digest: string): Promise<{ accountId: string; seenAt: Instant; expiresAt: Instant } | undefined> {
    const row = await tx.selectFrom('session').selectAll().where('token_digest', '=', digest).executeTakeFirst()
    return row && { accountId: row.account_id, seenAt: row.seen_at as Instant, expiresAt: row.expires_at as Instant }
  },
  async seeSession(tx: Tx, digest: string, now: Instant): Promise<void> {
    await tx.updateTable('session').set({ seen_at: now }).where('token_digest', '=', digest).execute()
  },
  async closeSession(tx: Tx, digest: string): Promise<void> {
    await tx.deleteFrom('session').where('token_digest', '=', digest).execute()
  },
  async closeSessionsOf(tx: Tx, accountId: string, exceptDigest: string | null): Promise<void> {
    await tx
      .deleteFrom('session')
      .where('account_id', '=', accountId)
      .where('token_digest', '!=', exceptDigest ?? '')
      .execute()
  },
  async dropExpiredSessions(tx: Tx, now: Instant): Promise<void> {
    await tx.deleteFrom('session').where('expires_at', '<', now).execute()
  },
  async record(tx: Tx, entry: Omit<IdentityTables['audit_trail'], 'sequence'>): Promise<void> {
    await tx
      .insertInto('audit_trail')
      .values({ ...entry, before: JSON.stringify(entry.before ?? null), after: JSON.stringify(entry.after ?? null) })
      .execute()
  },
  async audit(tx: Tx, query: AuditQuery): Promise<{ items: AuditEntry[]; total: number }> {
    const filter = <O>(q: SelectQueryBuilder<IdentityTables, 'audit_trail', O>) => {
      let filtered = q
      if (query.action) filtered = filtered.where('action', '=', query.action)
      if (query.from) filtered = filtered.where('at', '>=', query.from)
      if (query.to) filtered = filtered.where('at', '<', query.to)
      if (query.text)
        filtered = filtered.where((e) => e.or([e('name', 'ilike', `%${query.text}%`), e('object', 'ilike', `%${query.text}%`)]))
      return filtered
    }
    const rows = await filter(tx.selectFrom('audit_trail').selectAll())
      .orderBy('sequence', 'desc')
      .limit(query.pageSize)
      .offset((query.page - 1) * query.pageSize)
      .execute()
    const { total } = await filter(
      tx.selectFrom('audit_trail').select((e) => e.fn.countAll<number>().as('total')),
    ).executeTakeFirstOrThrow()
    return {
      items: rows.map((row) => AuditEntry.parse({ ...row, org: row.org === '' ? null : row.org, accountId: row.account_id })),
      total,
    }
  },
}
export type IdentityStore = typeof identityStore

/** For any module's transaction: one row in the audit trail. */
export const recordIn = (tx: unknown, entry: Omit<IdentityTables['audit_trail'], 'sequence'>): Promise<void> =>
  identityStore.record(tx as Tx, entry)
