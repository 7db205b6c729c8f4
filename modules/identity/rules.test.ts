/** Who may sign in, and which grants are acceptable. */
import { orgPath, plusSeconds, toInstant } from '@anyuan/kernel'
import { expect, test } from 'vitest'
import type { Grant, Role } from './contract.ts'
import {
  checkGrants,
  checkPassword,
  IDLE_SECONDS,
  LOCK_AFTER_FAILURES,
  LOCK_SECONDS,
  type SignInFacts,
  sessionHolds,
  signIn,
} from './rules.ts'

const now = toInstant(1_795_000_000_000)
const fresh: SignInFacts = { enabled: true, failedCount: 0, lockedUntil: null }
const grant = (role: Role, org = 'ln.sy'): Grant => ({ role, org: orgPath(org) })

test('the fifth wrong password locks, and then even the right one is refused until the lock ends', () => {
  let facts = fresh
  for (let attempt = 1; attempt < LOCK_AFTER_FAILURES; attempt++) {
    const outcome = signIn(facts, false, now)
    expect(outcome.refusal?.code).toBe('identity.wrong_credentials')
    facts = outcome.facts
  }
  const locked = signIn(facts, false, now)
  expect(locked.refusal).toMatchObject({ code: 'identity.locked', params: { until: plusSeconds(now, LOCK_SECONDS) } })
  expect(signIn(locked.facts, true, plusSeconds(now, LOCK_SECONDS - 1)).refusal?.code).toBe('identity.locked')
  expect(signIn(locked.facts, true, plusSeconds(now, LOCK_SECONDS)).refusal).toBeNull()
})
test('a right password forgets the wrong ones before it', () => {
  const { facts } = signIn(signIn(fresh, false, now).facts, true, now)
  expect(facts).toEqual(fresh)
})
test('a disabled account is refused like a wrong password', () => {
  expect(signIn({ ...fresh, enabled: false }, true, now).refusal?.code).toBe('identity.wrong_credentials')
})
test('a session ends when idle, and when its shift is over', () => {
  const session = { seenAt: now, expiresAt: plusSeconds(now, 3600) }
  expect(sessionHolds(session, plusSeconds(now, IDLE_SECONDS - 1))).toBe(true)
  expect(sessionHolds(session, plusSeconds(now, IDLE_SECONDS))).toBe(false)
  expect(sessionHolds({ ...session, seenAt: plusSeconds(now, 3599) }, plusSeconds(now, 3600))).toBe(false)
})
test('a password needs three kinds of characters and not the login name', () => {
  expect(checkPassword('correcthorse', 'duty')).toMatchObject({ params: { reason: 'classes' } })
  expect(checkPassword('Correct-duty-7', 'duty')).toMatchObject({ params: { reason: 'login' } })
  expect(checkPassword('Correct-horse-7', 'duty')).toBeNull()
})
test('nobody grants beyond their own place', () => {
  expect(checkGrants([grant('park_duty_officer', 'ln.sy.p1')], ['ln.sy'])).toMatchObject({ ok: true })
  expect(checkGrants([grant('park_duty_officer', 'ln.fs')], ['ln.sy'])).toMatchObject({ code: 'identity.grant_beyond_scope' })
})
test('the three administrators exclude one another and every business role', () => {
  expect(checkGrants([grant('system_administrator'), grant('audit_administrator')], ['ln'])).toMatchObject({
    code: 'identity.exclusive_roles',
  })
  expect(checkGrants([grant('park_duty_officer'), grant('security_administrator')], ['ln'])).toMatchObject({
    code: 'identity.exclusive_roles',
  })
  expect(checkGrants([grant('system_administrator', 'ln.sy'), grant('system_administrator', 'ln.fs')], ['ln'])).toMatchObject({ ok: true })
})
