/** HTTP push: `POST /ingest/v1/samples` with Basic credentials. Answers 200 with what was accepted and what was not, once the accepted samples are durable. */
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Admitted, type Gate, Overload } from '../../ingest/gate.ts'
import { readRows } from '../../ingest/rows.ts'
import type { RefusalReason } from '../../wire.ts'

const inflate = promisify(gunzip)
export const MOST_BODY_BYTES = 16 * 1024 * 1024 // default, not from a standard
const KEYS_KEPT = 1000 // default, not from a standard: per source; beyond it the repetition check of each sample still holds

export interface PushAnswer {
  accepted: number
  refused: { index: number; tag: string; reason: RefusalReason; detail: string | null }[]
}

/** Adds the route to `app`. The answer to an idempotency key is given again as it was, without a second look at the samples. */
export function addPushRoute(app: FastifyInstance, gate: Gate): void {
  const answers = new Map<string, Map<string, Promise<PushAnswer>>>()
  const take = async (source: Admitted, body: string): Promise<PushAnswer> => {
    const rows = readRows(body)
    const { accepted, refused, durable } =
      'malformed' in rows ? gate.refuseMessage(source, 'malformed', rows.malformed, body) : gate.offer(source, rows, () => body)
    await durable
    return { accepted, refused }
  }
  const once = (source: Admitted, key: string, body: string): Promise<PushAnswer> => {
    const known = answers.get(source.code) ?? new Map<string, Promise<PushAnswer>>()
    answers.set(source.code, known)
    const before = known.get(key)
    if (before) return before
    const answer = take(source, body)
    known.set(key, answer)
    answer.catch(() => known.delete(key)) // nothing was kept: the repetition must be a new try
    if (known.size > KEYS_KEPT) known.delete(known.keys().next().value as string)
    return answer
  }
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MOST_BODY_BYTES }, (_request, body, done) => done(null, body))
    scope.post('/ingest/v1/samples', async (request, reply) => {
      const source = admitted(gate, request)
      if (!source) return reply.status(401).header('www-authenticate', 'Basic realm="anyuan"').send({ code: 'ingest.wrong_credential' })
      let body: string
      try {
        const raw = request.body as Buffer
        body = (request.headers['content-encoding'] === 'gzip' ? await inflate(raw, { maxOutputLength: MOST_BODY_BYTES }) : raw).toString()
      } catch {
        gate.refuseMessage(source, 'malformed', 'gzip', '')
        return reply.status(400).send({ code: 'ingest.malformed', params: { reason: 'gzip' } })
      }
      const key = request.headers['idempotency-key']
      try {
        const answer = await (typeof key === 'string' ? once(source, key, body) : take(source, body))
        const unreadable = answer.accepted === 0 && answer.refused[0]?.reason === 'malformed' && answer.refused[0].tag === ''
        return reply
          .status(unreadable ? 400 : 200)
          .send(unreadable ? { code: 'ingest.malformed', params: { reason: answer.refused[0]?.detail } } : answer)
      } catch (error) {
        const busy = error instanceof Overload
        if (!busy) request.log.error({ err: error }, 'journal')
        return reply
          .status(503)
          .header('retry-after', '5')
          .send({ code: busy ? 'ingest.overload' : 'ingest.not_durable' })
      }
    })
  })
}

function admitted(gate: Gate, request: FastifyRequest): Admitted | null {
  const [scheme, given] = (request.headers.authorization ?? '').split(' ')
  if (scheme?.toLowerCase() !== 'basic' || !given) return null
  const text = Buffer.from(given, 'base64').toString()
  const colon = text.indexOf(':')
  return colon < 0 ? null : gate.admit(text.slice(0, colon), text.slice(colon + 1), request.ip)
}
