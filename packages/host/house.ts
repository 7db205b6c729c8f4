/** Opens the house: one Fastify server around the modules. Every route declares its permission; one that does not stops the start. */

import { randomUUID } from 'node:crypto'
import { type Caller, Refused } from '@anyuan/kernel'
import cookie from '@fastify/cookie'
import swagger from '@fastify/swagger'
import Fastify, { type FastifyBaseLogger, type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import { createJsonSchemaTransform, serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { type Actor, permissionTable, scopeOf } from './authority.ts'
import { errorCatalogue } from './catalogue.ts'
import type { ExportDesk } from './export.ts'
import type { Module } from './module.ts'
import { answerError } from './refusal.ts'
import { wordBooks } from './words.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A module's permission code, or `public` (no session needed), or `signed_in` (any session, scope of all its grants). */
    permission?: string
  }
  interface FastifyRequest {
    /** Who asks, in the scope of the route's permission. */
    caller: Caller
    /** The signed-in person; null on public routes without session. */
    actor: Actor | null
  }
}

const RETRY_AFTER_SECONDS = 30 // default, not from a standard

const toJsonSchema = createJsonSchemaTransform({ skipList: [] })

export interface HouseOptions {
  modules: readonly Module[]
  /** Finds the person behind a request by its session cookie. */
  authenticate: (request: FastifyRequest) => Promise<Actor | null>
  /** Under overload: whether a route, as it is declared, is to be asked later. */
  givesWay?: (method: string, route: string) => boolean
  /** Told of every refusal for lack of authority. */
  onForbidden?: (request: FastifyRequest, actor: Actor, permission: string) => void
  /** Names of places, and where exports are written down; without it nothing is exported. */
  exports?: Omit<ExportDesk, 'words'>
  logger?: FastifyBaseLogger
  trustProxy?: boolean
  version: string
  /** Answers an address of the web pages with the page that draws them all. */
  page?: (reply: FastifyReply) => FastifyReply
}

/** Neither a route nor a file. */
const isPageAddress = (url: string) => !url.startsWith('/api/') && !/\.\w+$/.test(url.split('?')[0]!)

export async function openHouse({
  modules,
  authenticate,
  givesWay,
  onForbidden,
  exports: desk,
  logger,
  trustProxy = false,
  version,
  page,
}: HouseOptions) {
  const app = Fastify({
    ...(logger ? { loggerInstance: logger } : {}),
    trustProxy,
    genReqId: () => randomUUID(),
    bodyLimit: 4 * 1024 * 1024,
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { maxParamLength: 600 },
  }).withTypeProvider<ZodTypeProvider>()
  const permissions = permissionTable(modules)
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(answerError(errorCatalogue(modules)))
  const away = () => Promise.reject(new Error('this house exports nothing'))
  app.decorate('exportDesk', { words: wordBooks(modules), ...(desk ?? { record: away, placeNames: away }) })
  app.decorateRequest('caller', null as unknown as Caller)
  app.decorateRequest('actor', null)
  await app.register(cookie)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: '安园 Anyuan',
        version,
        description: 'HTTP interface of the api role. Every answer that is not 2xx carries a code, its parameters and a correlation id.',
      },
    },
    // who may call a route belongs to its description
    transform: (given) => {
      const { schema, url } = toJsonSchema(given)
      return { schema: { ...schema, 'x-permission': given.route.config?.permission } as typeof schema, url }
    },
  })
  app.addHook('onRoute', (route) => {
    // files of the web pages lie outside /api and are public; everything they show is not
    if (!route.url.startsWith('/api/')) route.config = { ...route.config, permission: 'public' }
    const permission = route.config?.permission
    if (!permission) throw new Error(`route ${String(route.method)} ${route.url} declares no permission`)
    if (permission !== 'public' && permission !== 'signed_in' && !permissions.has(permission))
      throw new Error(`route ${String(route.method)} ${route.url} asks for ${permission}, which no module declares`)
  })
  app.addHook('onRequest', async (request, reply) => {
    const permission = request.routeOptions.config.permission
    if (!permission) return // no such route: the not-found handler answers
    refuseForeignOrigin(request)
    const actor = await authenticate(request)
    request.actor = actor
    request.caller = { accountId: actor?.accountId ?? '', name: actor?.name ?? '', address: request.ip, scope: [] }
    if (permission === 'public') return
    if (!actor) throw new Refused('house.not_signed_in')
    if (permission === 'signed_in') {
      request.caller.scope = actor.grants.map((grant) => grant.org)
      return
    }
    if (actor.restricted) throw new Refused('house.must_change_password')
    request.caller.scope = scopeOf(permissions, permission, actor)
    if (request.caller.scope.length > 0) {
      if (!givesWay?.(request.method, request.routeOptions.url ?? '')) return
      reply.header('retry-after', RETRY_AFTER_SECONDS)
      throw new Refused('house.overload', { seconds: RETRY_AFTER_SECONDS })
    }
    onForbidden?.(request, actor, permission)
    throw new Refused('house.forbidden', { permission })
  })
  app.setNotFoundHandler((request, reply) =>
    page && request.method === 'GET' && isPageAddress(request.url)
      ? page(reply)
      : reply.status(404).send({ code: 'house.no_such_route', params: { url: request.url }, correlationId: request.id }),
  )
  for (const module of modules) await app.register(module.routes, { prefix: `/api/${module.name}` })
  return app
}

/** A browser names the page that sends a change; one of another site is refused, besides the strict cookie. */
function refuseForeignOrigin(request: FastifyRequest) {
  const origin = request.headers.origin
  if (request.method === 'GET' || request.method === 'HEAD' || !origin) return
  if (!URL.canParse(origin) || new URL(origin).host !== request.host) throw new Refused('house.foreign_origin', { origin })
}
