/** The one place where a refusal, an outage or a fault becomes an HTTP answer. */
import { NobodyAnswers } from '@anyuan/bus'
import { Refused } from '@anyuan/kernel'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors, isResponseSerializationError } from 'fastify-type-provider-zod'
import { z } from 'zod'

/** What every error answer looks like. The words for `code` are in the locales. */
export const RouteError = z.object({ code: z.string(), params: z.record(z.string(), z.unknown()), correlationId: z.string() })

/** PostgreSQL's own refusals that mean "come again later": connection refused or lost, server starting or stopping. */
const DATABASE_AWAY = new Set(['ECONNREFUSED', 'ECONNRESET', '57P01', '57P02', '57P03', '08006', '08001'])

/** Its data exceptions that come of what was asked: a number, a date or a character that it has no room for. */
const NO_ROOM = new Set(['22003', '22007', '22008', '22021', '22P02', '22P05'])

export function answerError(status: Readonly<Record<string, number>>) {
  return (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply) => {
    const send = (code: string, params: Record<string, unknown> = {}) =>
      reply.status(status[code] ?? 500).send({ code, params, correlationId: request.id })
    if (error instanceof Refused) return send(error.code in status ? error.code : 'house.broken', error.params)
    if (hasZodFastifySchemaValidationErrors(error)) {
      const [first] = error.validation
      return send('house.invalid', { field: `${error.validationContext}${first?.instancePath ?? ''}`, reason: first?.message ?? 'invalid' })
    }
    if (error instanceof NobodyAnswers) return send('house.outage', { part: error.subject })
    const code = (error as { code?: string }).code
    if ((code && DATABASE_AWAY.has(code)) || /timeout exceeded when trying to connect|Connection terminated/.test(error.message)) {
      request.log.warn({ err: error }, 'database away')
      return send('house.outage', { part: 'database' })
    }
    if (code && NO_ROOM.has(code)) {
      request.log.warn({ err: error }, 'refused by the database')
      return send('house.invalid', { field: request.method === 'GET' ? 'querystring' : 'body', reason: error.message })
    }
    const statusCode = (error as FastifyError).statusCode
    if (statusCode === 413) return send('house.too_large')
    if (statusCode && statusCode < 500 && !isResponseSerializationError(error))
      return send('house.invalid', { field: 'body', reason: error.message })
    request.log.error({ err: error }, 'fault')
    return send('house.broken')
  }
}
