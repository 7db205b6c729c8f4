/** Accounts and the audit trail as files. */
import { exportList } from '@anyuan/host'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { AccountQuery, AuditQuery } from '../contract.ts'
import type { IdentityService } from '../service.ts'

const asText = (value: unknown): string | null => (value === null || value === undefined ? null : JSON.stringify(value))

export const identityExports =
  (service: IdentityService): FastifyPluginAsyncZod =>
  async (app) => {
    exportList(app, '/accounts/export', {
      title: 'identity.accounts',
      permission: 'identity.read_accounts',
      query: AccountQuery,
      read: service.page,
      rowKey: (account) => account.id,
      columns: ({ words, place }) => [
        { heading: words.say('identity.login'), kind: 'text', value: (account) => account.login },
        { heading: words.say('identity.name'), kind: 'text', value: (account) => account.name },
        { heading: words.say('identity.org'), kind: 'text', width: 30, value: (account) => place(account.org) },
        { heading: words.say('identity.phone'), kind: 'text', value: (account) => account.phone },
        {
          heading: words.say('identity.grants'),
          kind: 'text',
          width: 50,
          value: (account) => account.grants.map(({ role, org }) => `${words.say(`identity.role.${role}`)} · ${place(org)}`).join('; '),
        },
        { heading: words.say('identity.state.enabled'), kind: 'flag', value: (account) => account.enabled },
        { heading: words.say('identity.state.first'), kind: 'flag', value: (account) => account.mustChangePassword },
        { heading: words.say('identity.state.locked'), kind: 'instant', value: (account) => account.lockedUntil },
        { heading: words.say('identity.last_sign_in'), kind: 'instant', value: (account) => account.lastSignInAt },
      ],
    })
    exportList(app, '/audit/export', {
      title: 'identity.audit',
      permission: 'identity.read_audit',
      query: AuditQuery,
      read: service.audit,
      rowKey: (entry) => entry.sequence,
      columns: ({ words, place }) => [
        { heading: words.say('identity.sequence'), kind: 'number', value: (entry) => entry.sequence },
        { heading: words.say('identity.at'), kind: 'instant', value: (entry) => entry.at },
        { heading: words.say('identity.who'), kind: 'text', value: (entry) => entry.name },
        {
          heading: words.say('identity.action'),
          kind: 'text',
          width: 24,
          value: ({ action }) => (words.has(`identity.action.${action}`) ? words.say(`identity.action.${action}`) : action),
        },
        { heading: words.say('identity.object'), kind: 'text', width: 30, value: (entry) => entry.object },
        { heading: words.say('identity.outcome'), kind: 'text', value: (entry) => words.say(`identity.outcome.${entry.outcome}`) },
        { heading: words.say('identity.org'), kind: 'text', width: 30, value: (entry) => (entry.org === null ? null : place(entry.org)) },
        { heading: words.say('identity.address'), kind: 'text', value: (entry) => entry.address },
        { heading: words.say('identity.before'), kind: 'text', width: 40, value: (entry) => asText(entry.before) },
        { heading: words.say('identity.after'), kind: 'text', width: 40, value: (entry) => asText(entry.after) },
      ],
    })
  }
