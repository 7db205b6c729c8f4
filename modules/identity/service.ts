/** Use cases of identity: signing in and out, knowing who asks, keeping accounts, remembering what was done. */
import { randomUUID } from 'node:crypto'
import type { Actor } from '@anyuan/host'
import {
  accept,
  type Caller,
  type Clock,
  isWithin,
  type Outbox,
  plusSeconds,
  Refused,
  type Transact,
  toEpochMs,
  WHOLE_HOUSE,
} from '@anyuan/kernel'
import { signTicket } from '@anyuan/telemetry/ticket'
import type { Account, AccountChange, AccountQuery, AuditQuery, Me, NewAccount, PasswordChange, SignIn } from './contract.ts'
import { checkGrants, checkPassword, LIVE_TICKET_SECONDS, SESSION_SECONDS, sessionHolds, signIn } from './rules.ts'
import { digestOf, hashPassword, newToken, oneTimePassword, passwordMatches } from './secrets.ts'
import { type IdentityStore, recordIn, type Tx } from './store.ts'

export interface Needs {
  transact: Transact<Tx>
  store: IdentityStore
  outbox: Outbox<Tx>
  clock: Clock
  /** permission → paths, from the permission table of the house. */
  allows: (grants: readonly { role: string; org: string }[]) => Record<string, string[]>
  live: { url: string; key: string }
  demo: boolean
}

/** Verified when the login is unknown, so that a wrong name takes as long as a wrong password. */
const decoy = hashPassword(newToken())

export const identityService = ({ transact, store, outbox, clock, allows, live, demo }: Needs) => {
  const audit = (
    tx: Tx,
    caller: Omit<Caller, 'scope'>,
    org: string,
    action: string,
    object: string,
    outcome: 'done' | 'refused',
    before: unknown = null,
    after: unknown = null,
  ) =>
    store.record(tx, {
      at: clock.now(),
      org,
      account_id: caller.accountId || null,
      name: caller.name,
      address: caller.address,
      action,
      object,
      outcome,
      before,
      after,
    })

  /** Nobody puts an account where he may not look. */
  const refuseBeyond = (caller: Caller, org: string) => {
    if (!caller.scope.some((path) => isWithin(org, path))) throw new Refused('identity.grant_beyond_scope', { org })
  }

  const liveTicket = (accountId: string, grants: Account['grants']) => {
    const expiresAt = plusSeconds(clock.now(), LIVE_TICKET_SECONDS)
    const scope = allows(grants)['alarms.read'] ?? []
    return { url: live.url, ticket: signTicket({ accountId, scope, expiresAt: toEpochMs(expiresAt) }, live.key), expiresAt }
  }
  const me = (account: Account): Me => ({
    account,
    permissions: account.mustChangePassword ? {} : allows(account.grants),
    live: liveTicket(account.id, account.mustChangePassword ? [] : account.grants),
    demo,
  })

  const known = async (tx: Tx, id: string) => {
    const found = await store.credentials(tx, { id })
    if (!found) throw new Refused('identity.not_found', { id })
    return found
  }

  return {
    /** @returns the session token for the cookie, and who signed in. */
    async signIn(input: SignIn, address: string): Promise<{ token: string; me: Me }> {
      const login = input.login.trim().toLowerCase()
      const found = await transact(WHOLE_HOUSE, (tx) => store.credentials(tx, { login }))
      const right = await passwordMatches(found?.passwordHash ?? (await decoy), input.password) // outside the transaction: it takes 20 ms of CPU
      const outcome = await transact(WHOLE_HOUSE, async (tx) => {
        const now = clock.now()
        if (!found) {
          await audit(tx, { accountId: '', name: login, address }, '', 'identity.sign_in', login, 'refused')
          return new Refused('identity.wrong_credentials')
        }
        const fresh = (await store.credentials(tx, { login })) ?? found
        const { facts, refusal } = signIn(
          { enabled: fresh.account.enabled, failedCount: fresh.failedCount, lockedUntil: fresh.account.lockedUntil },
          right,
          now,
        )
        await store.change(tx, found.account.id, {
          failed_count: facts.failedCount,
          locked_until: facts.lockedUntil,
          ...(refusal ? {} : { last_sign_in_at: now }),
        })
        await audit(
          tx,
          { accountId: found.account.id, name: found.account.name, address },
          found.account.org,
          'identity.sign_in',
          login,
          refusal ? 'refused' : 'done',
        )
        if (refusal) return new Refused(refusal.code, refusal.params)
        const token = newToken()
        await store.dropExpiredSessions(tx, now)
        await store.openSession(tx, {
          token_digest: digestOf(token),
          account_id: found.account.id,
          org: found.account.org,
          address,
          created_at: now,
          seen_at: now,
          expires_at: plusSeconds(now, SESSION_SECONDS),
        })
        return { token, me: me(fresh.account) }
      })
      if (outcome instanceof Refused) throw outcome // after the commit: the count of failures must stay
      return outcome
    },
    signOut: (token: string, caller: Caller): Promise<void> =>
      transact(WHOLE_HOUSE, async (tx) => {
        await store.closeSession(tx, digestOf(token))
        await audit(tx, caller, caller.scope[0] ?? '', 'identity.sign_out', caller.name, 'done')
      }),
    /** Finds the person behind a session token; null if there is none or it has run out. */
    authenticate: (token: string): Promise<(Actor & { account: Account }) | null> =>
      transact(WHOLE_HOUSE, async (tx) => {
        const digest = digestOf(token)
        const session = await store.session(tx, digest)
        const now = clock.now()
        if (!session || !sessionHolds(session, now)) return null
        const found = await store.credentials(tx, { id: session.accountId })
        if (!found?.account.enabled) return null
        if (toEpochMs(now) - toEpochMs(session.seenAt) > 60_000) await store.seeSession(tx, digest, now) // once a minute is enough
        const { account } = found
        return { accountId: account.id, name: account.name, grants: account.grants, restricted: account.mustChangePassword, account }
      }),
    me: (caller: Caller): Promise<Me> => transact(WHOLE_HOUSE, async (tx) => me((await known(tx, caller.accountId)).account)),
    liveTicket: (caller: Caller) =>
      transact(WHOLE_HOUSE, async (tx) => liveTicket(caller.accountId, (await known(tx, caller.accountId)).account.grants)),
    async changePassword(caller: Caller, { current, next }: PasswordChange, token: string): Promise<void> {
      const { account, passwordHash } = await transact(WHOLE_HOUSE, (tx) => known(tx, caller.accountId))
      if (!(await passwordMatches(passwordHash, current))) throw new Refused('identity.wrong_credentials')
      if (current === next) throw new Refused('identity.password_unchanged')
      const weak = checkPassword(next, account.login)
      if (weak) throw new Refused(weak.code, weak.params)
      const hashed = await hashPassword(next)
      await transact(WHOLE_HOUSE, async (tx) => {
        await store.change(tx, account.id, { password_hash: hashed, must_change_password: false })
        await store.closeSessionsOf(tx, account.id, digestOf(token))
        await audit(tx, caller, account.org, 'identity.change_password', account.login, 'done')
      })
    },
    page: (caller: Caller, query: AccountQuery) => transact(caller.scope, (tx) => store.page(tx, query)),
    async add(
      caller: Caller,
      input: NewAccount,
      password = oneTimePassword(),
      mustChangePassword = true,
    ): Promise<{ accountId: string; password: string }> {
      const passwordHash = await hashPassword(password)
      return transact(caller.scope, async (tx) => {
        accept(checkGrants(input.grants, caller.scope))
        refuseBeyond(caller, input.org)
        // logins are unique in the whole house, also where the caller may not look
        if (await transact(WHOLE_HOUSE, (whole) => store.credentials(whole, { login: input.login })))
          throw new Refused('identity.login_taken', { login: input.login })
        const account: Account = { ...input, id: randomUUID(), enabled: true, mustChangePassword, lockedUntil: null, lastSignInAt: null }
        await store.add(tx, account, passwordHash, clock.now())
        await audit(tx, caller, account.org, 'identity.add_account', account.login, 'done', null, account)
        await outbox.append(tx, [{ type: 'identity.account_changed' }])
        return { accountId: account.id, password }
      })
    },
    change: (caller: Caller, id: string, changes: AccountChange): Promise<Account> =>
      transact(caller.scope, async (tx) => {
        const { account } = await known(tx, id)
        if (changes.grants) {
          accept(checkGrants(changes.grants, caller.scope))
          await store.setGrants(tx, id, changes.grants)
        }
        const { grants: _, ...columns } = changes
        await store.change(tx, id, columns)
        if (changes.enabled === false) await store.closeSessionsOf(tx, id, null)
        const after = { ...account, ...changes }
        await audit(tx, caller, account.org, 'identity.change_account', account.login, 'done', account, after)
        await outbox.append(tx, [{ type: 'identity.account_changed' }])
        return after
      }),
    async resetPassword(caller: Caller, id: string): Promise<{ accountId: string; password: string }> {
      const password = oneTimePassword()
      const passwordHash = await hashPassword(password)
      return transact(caller.scope, async (tx) => {
        const { account } = await known(tx, id)
        await store.change(tx, id, { password_hash: passwordHash, must_change_password: true, failed_count: 0, locked_until: null })
        await store.closeSessionsOf(tx, id, null)
        await audit(tx, caller, account.org, 'identity.reset_password', account.login, 'done')
        return { accountId: id, password }
      })
    },
    audit: (caller: Caller, query: AuditQuery) => transact(caller.scope, (tx) => store.audit(tx, query)),
    /** For the other modules: accounts at or below these places, in their own transaction. */
    standingBelow: (tx: unknown, paths: readonly string[]) => store.standingBelow(tx as Tx, paths),
    /** For the other modules: a row of the audit trail in their own transaction. */
    record: (tx: unknown, caller: Caller, entry: { action: string; object: string; org: string | null; before: unknown; after: unknown }) =>
      recordIn(tx, {
        at: clock.now(),
        org: entry.org ?? '',
        account_id: caller.accountId || null,
        name: caller.name,
        address: caller.address,
        action: entry.action,
        object: entry.object,
        outcome: 'done',
        before: entry.before,
        after: entry.after,
      }),
    /** A refusal for lack of authority. */
    recordForbidden: (actor: Actor, address: string, permission: string, url: string) =>
      transact(WHOLE_HOUSE, (tx) =>
        audit(tx, { accountId: actor.accountId, name: actor.name, address }, actor.grants[0]?.org ?? '', permission, url, 'refused'),
      ),
    accountExists: () => transact(WHOLE_HOUSE, async (tx) => (await store.page(tx, { page: 1, pageSize: 1 })).total > 0),
    /** Names of accounts, for lists that show who did something. */
    names: (ids: readonly string[]): Promise<Map<string, string>> =>
      transact(
        WHOLE_HOUSE,
        async (tx) =>
          new Map(
            (await Promise.all([...new Set(ids)].map((id) => store.credentials(tx, { id })))).flatMap((found) =>
              found ? [[found.account.id, found.account.name] as const] : [],
            ),
          ),
      ),
  }
}
export type IdentityService = ReturnType<typeof identityService>
