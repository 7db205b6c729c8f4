/** Who may sign in, which passwords and grants are acceptable. Pure: digests and clocks come from outside. */
import { type Decision, decide, type Instant, isWithin, plusSeconds, type Refusal, refuse } from '@anyuan/kernel'
import type { Grant, IdentityError, Role } from './contract.ts'

export const LOCK_AFTER_FAILURES = 5 // GB/T 22239-2019 8.1.4.1: the count is the house's default, at most 5 asked for by assessors
export const LOCK_SECONDS = 600 // default, not from a standard
export const IDLE_SECONDS = 30 * 60 // default, not from a standard
export const SESSION_SECONDS = 12 * 3600 // default, not from a standard: one shift
export const LIVE_TICKET_SECONDS = 3600 // default, not from a standard

const ADMINISTRATORS: readonly Role[] = ['system_administrator', 'security_administrator', 'audit_administrator']

export interface SignInFacts {
  enabled: boolean
  failedCount: number
  lockedUntil: Instant | null
}

/** What a right or wrong password does to an account. A locked account answers the same to both, so that guessing goes unrewarded. */
export function signIn(
  account: SignInFacts,
  passwordRight: boolean,
  now: Instant,
): { facts: SignInFacts; refusal: Refusal<IdentityError> | null } {
  if (account.lockedUntil && account.lockedUntil > now)
    return { facts: account, refusal: refuse('identity.locked', { until: account.lockedUntil }) }
  if (passwordRight && account.enabled) return { facts: { ...account, failedCount: 0, lockedUntil: null }, refusal: null }
  const failedCount = account.failedCount + 1
  const locked = failedCount >= LOCK_AFTER_FAILURES
  const facts = { ...account, failedCount: locked ? 0 : failedCount, lockedUntil: locked ? plusSeconds(now, LOCK_SECONDS) : null }
  return { facts, refusal: locked ? refuse('identity.locked', { until: facts.lockedUntil }) : refuse('identity.wrong_credentials') }
}

export function sessionHolds(session: { seenAt: Instant; expiresAt: Instant }, now: Instant): boolean {
  return now < session.expiresAt && now < plusSeconds(session.seenAt, IDLE_SECONDS)
}

/** Three of four character classes, and nothing of the login name. */
export function checkPassword(password: string, login: string): Refusal<IdentityError> | null {
  const classes = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((pattern) => pattern.test(password)).length
  if (classes < 3) return refuse('identity.password_weak', { reason: 'classes' }) // default, not from a standard
  if (password.toLowerCase().includes(login)) return refuse('identity.password_weak', { reason: 'login' })
  return null
}

/** Nobody grants beyond their own scope, and the three administrators (三员) exclude one another and every business role. */
export function checkGrants(
  grants: readonly Grant[],
  granterScope: readonly string[],
): Decision<readonly Grant[], never> | Refusal<IdentityError> {
  const outside = grants.find((grant) => !granterScope.some((scope) => isWithin(grant.org, scope)))
  if (outside) return refuse('identity.grant_beyond_scope', { org: outside.org })
  const roles = new Set(grants.map((grant) => grant.role))
  const administrator = ADMINISTRATORS.find((role) => roles.has(role))
  if (administrator && roles.size > 1) return refuse('identity.exclusive_roles', { role: administrator })
  return decide(grants)
}
