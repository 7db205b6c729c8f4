/** HTTP of identity. The session lives in a cookie that no script can read and no other site can send. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import {
  Account,
  AccountChange,
  AccountPage,
  AccountQuery,
  AuditPage,
  AuditQuery,
  Me,
  NewAccount,
  OneTimePassword,
  PasswordChange,
  SignIn,
} from './contract.ts'
import { identityExports } from './routes/exports.ts'
import type { IdentityService } from './service.ts'

export const SESSION_COOKIE = 'anyuan_session'
const Id = z.object({ id: z.uuid() })
const tokenOf = (request: FastifyRequest) => request.cookies[SESSION_COOKIE] ?? ''
const setCookie = (request: FastifyRequest, reply: FastifyReply, token: string) =>
  reply.setCookie(SESSION_COOKIE, token, { httpOnly: true, sameSite: 'strict', secure: request.protocol === 'https', path: '/' })

export const identityRoutes =
  (service: IdentityService): FastifyPluginAsyncZod =>
  async (app) => {
    await app.register(identityExports(service))
    const open = { permission: 'signed_in' }
    const read = { permission: 'identity.read_accounts' }
    const write = { permission: 'identity.write_accounts' }
    app.post('/sign-in', { config: { permission: 'public' }, schema: { body: SignIn, response: { 200: Me } } }, async (request, reply) => {
      const { token, me } = await service.signIn(request.body, request.ip)
      setCookie(request, reply, token)
      return me
    })
    app.post('/sign-out', { config: open, schema: { response: { 204: z.null() } } }, async (request, reply) => {
      await service.signOut(tokenOf(request), request.caller)
      return reply.clearCookie(SESSION_COOKIE, { path: '/' }).status(204).send(null)
    })
    app.get('/me', { config: open, schema: { response: { 200: Me } } }, ({ caller }) => service.me(caller))
    app.post('/live-ticket', { config: open, schema: { response: { 200: Me.shape.live } } }, ({ caller }) => service.liveTicket(caller))
    app.post('/password', { config: open, schema: { body: PasswordChange, response: { 204: z.null() } } }, async (request, reply) => {
      await service.changePassword(request.caller, request.body, tokenOf(request))
      return reply.status(204).send(null)
    })
    app.get('/accounts', { config: read, schema: { querystring: AccountQuery, response: { 200: AccountPage } } }, ({ caller, query }) =>
      service.page(caller, query),
    )
    app.post('/accounts', { config: write, schema: { body: NewAccount, response: { 200: OneTimePassword } } }, ({ caller, body }) =>
      service.add(caller, body),
    )
    app.patch(
      '/accounts/:id',
      { config: write, schema: { params: Id, body: AccountChange, response: { 200: Account } } },
      ({ caller, params, body }) => service.change(caller, params.id, body),
    )
    app.post(
      '/accounts/:id/reset-password',
      { config: write, schema: { params: Id, response: { 200: OneTimePassword } } },
      ({ caller, params }) => service.resetPassword(caller, params.id),
    )
    app.get(
      '/audit',
      { config: { permission: 'identity.read_audit' }, schema: { querystring: AuditQuery, response: { 200: AuditPage } } },
      ({ caller, query }) => service.audit(caller, query),
    )
  }
