/** Identity and authority (身份与权限): accounts, sessions, roles with their data scope, and the trail of what was changed (审计). */
import { Instant, OrgPath, PageQuery, pageOf } from '@anyuan/kernel'
import { z } from 'zod'

/** The roles of the field. A grant is a role at a place of the organisation: its holder acts there and below, nowhere else. */
export const Role = z.enum([
  'enterprise_head',
  'technical_lead',
  'operation_lead',
  'enterprise_safety_manager',
  'work_participant',
  'worker',
  'contractor',
  'park_duty_officer',
  'park_safety_officer',
  'enclosure_officer',
  'emergency_commander',
  'park_leader',
  'city_supervisor',
  'city_duty_officer',
  'province_supervisor',
  'province_duty_officer',
  'grant_officer',
  'system_administrator',
  'security_administrator',
  'audit_administrator',
  'maintainer',
  'assessor',
])
export type Role = z.infer<typeof Role>

export const Grant = z.object({ role: Role, org: OrgPath })
export type Grant = z.infer<typeof Grant>

export const Login = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{2,39}$/)
export const Password = z.string().min(10).max(128)

export const SignIn = z.object({ login: z.string().max(60), password: z.string().max(200) })
export type SignIn = z.infer<typeof SignIn>

export const Account = z.object({
  id: z.uuid(),
  login: z.string(),
  name: z.string(),
  org: OrgPath.describe('where the account belongs'),
  phone: z.string().nullable(),
  grants: z.array(Grant),
  enabled: z.boolean(),
  mustChangePassword: z.boolean(),
  lockedUntil: Instant.nullable(),
  lastSignInAt: Instant.nullable(),
})
export type Account = z.infer<typeof Account>
export const AccountPage = pageOf(Account)
export const AccountQuery = PageQuery.extend({ under: OrgPath.optional(), text: z.string().max(80).optional(), role: Role.optional() })
export type AccountQuery = z.infer<typeof AccountQuery>

export const NewAccount = z.object({
  login: Login,
  name: z.string().trim().min(1).max(60),
  org: OrgPath,
  phone: z.string().trim().max(40).nullable().default(null),
  grants: z.array(Grant).max(20),
})
export type NewAccount = z.infer<typeof NewAccount>
/** A new account's or a reset account's first password, shown once, to be changed at first sign-in. */
export const OneTimePassword = z.object({ accountId: z.uuid(), password: z.string() })

export const AccountChange = z
  .object({
    name: z.string().trim().min(1).max(60),
    phone: z.string().trim().max(40).nullable(),
    grants: z.array(Grant).max(20),
    enabled: z.boolean(),
  })
  .partial()
export type AccountChange = z.infer<typeof AccountChange>

export const PasswordChange = z.object({ current: z.string().max(200), next: Password })
export type PasswordChange = z.infer<typeof PasswordChange>

/** Who I am, what I may do (permission → organisation paths), and how to reach the live data. */
export const Me = z.object({
  account: Account,
  permissions: z.record(z.string(), z.array(z.string())),
  live: z.object({
    url: z.string().describe('WebSocket address, or a port on this host as `:8081/live`'),
    ticket: z.string(),
    expiresAt: Instant,
  }),
  demo: z.boolean(),
})
export type Me = z.infer<typeof Me>

/** One row of the audit trail: who did what to what, from where, before and after. */
export const AuditEntry = z.object({
  sequence: z.number().int(),
  at: Instant,
  accountId: z.uuid().nullable(),
  name: z.string(),
  address: z.string(),
  action: z.string(),
  object: z.string(),
  org: OrgPath.nullable(),
  outcome: z.enum(['done', 'refused']),
  before: z.unknown(),
  after: z.unknown(),
})
export type AuditEntry = z.infer<typeof AuditEntry>
export const AuditPage = pageOf(AuditEntry)
export const AuditQuery = PageQuery.extend({
  text: z.string().max(80).optional(),
  action: z.string().max(80).optional(),
  from: Instant.optional(),
  to: Instant.optional(),
})
export type AuditQuery = z.infer<typeof AuditQuery>

export const permissions = {
  'identity.read_accounts': ['system_administrator'],
  'identity.write_accounts': ['system_administrator'],
  'identity.read_audit': ['audit_administrator'],
} as const
export type IdentityEvent = { type: 'identity.account_changed'; accountId: string }

export const errors = {
  'identity.wrong_credentials': 401,
  'identity.locked': 423,
  'identity.not_signed_in': 401,
  'identity.must_change_password': 403,
  'identity.password_unchanged': 422,
  'identity.password_weak': 422,
  'identity.login_taken': 409,
  'identity.not_found': 404,
  'identity.exclusive_roles': 422,
  'identity.grant_beyond_scope': 403,
} as const
export type IdentityError = keyof typeof errors
