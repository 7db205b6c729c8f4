/** The door of edge agents (边缘采集门): `POST /edge/v1/batches` and `GET /edge/v1/tags`, with Basic credentials of the source, on the data port. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { EdgeTags } from '../../edge/contract.ts'
import { decodeFrame, MOST_FRAME_BYTES, unpack } from '../../edge/frame.ts'
import { type EdgeReceiver, TooManyGaps } from '../../edge/receiver.ts'
import { type Admitted, type Gate, Overload, SourceGone } from '../../ingest/gate.ts'

const RETRY_SECONDS = 5 // default, not from a standard

/** Adds the routes to `app`. */
export function addEdgeRoutes(app: FastifyInstance, gate: Gate, receiver: EdgeReceiver): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MOST_FRAME_BYTES }, (_request, body, done) => done(null, body))
    scope.get('/edge/v1/tags', async (request, reply) => {
      const source = admitted(gate, request)
      return source ? reply.send(tagsOf(gate, source)) : reply.status(401).send({ code: 'ingest.wrong_credential' })
    })
    scope.post('/edge/v1/batches', async (request, reply) => {
      const source = admitted(gate, request)
      if (!source) return reply.status(401).send({ code: 'ingest.wrong_credential' })
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      const unpacked = await unpack(body).catch(() => body)
      const frame = decodeFrame(unpacked)
      if ('malformed' in frame) {
        gate.refuseMessage(source, 'malformed', frame.malformed, unpacked.toString())
        return reply.status(400).send({ code: 'ingest.malformed', params: { reason: frame.malformed } })
      }
      try {
        return await receiver.take(source, frame.header, frame.rows)
      } catch (error) {
        if (error instanceof SourceGone) return reply.status(401).send({ code: 'ingest.wrong_credential' })
        if (error instanceof TooManyGaps) return reply.status(409).send({ code: 'ingest.too_many_gaps' })
        return reply
          .status(503)
          .header('retry-after', String(RETRY_SECONDS))
          .send({ code: error instanceof Overload ? 'ingest.overload' : 'ingest.not_durable' })
      }
    })
  })
}

function tagsOf(gate: Gate, { code }: Admitted): EdgeTags {
  const { tags, sources } = gate.directory
  return {
    sourceCode: code,
    tags: [...(sources.get(code)?.allowed ?? [])].map(([tagCode, index]) => ({
      number: tags.numbers[index]!,
      code: tagCode,
      unit: tags.units[index]!,
      expectedIntervalSeconds: tags.expectedIntervalMs[index]! / 1000,
      ...(tags.kinds[index] ? { kind: tags.kinds[index] } : {}),
    })),
  }
}

function admitted(gate: Gate, request: FastifyRequest): Admitted | null {
  const [scheme, given] = (request.headers.authorization ?? '').split(' ')
  if (scheme?.toLowerCase() !== 'basic' || !given) return null
  const text = Buffer.from(given, 'base64').toString()
  const colon = text.indexOf(':')
  return colon < 0 ? null : gate.admit(text.slice(0, colon), text.slice(colon + 1), request.ip)
}
