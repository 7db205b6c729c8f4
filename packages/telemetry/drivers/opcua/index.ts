/** OPC UA: one session and one subscription for each source. It reads and never writes. */
import { quality } from '@anyuan/kernel'
import { AttributeIds, type ClientSession, coerceNodeId, type DataValue, StatusCodes } from 'node-opcua-client'
import { type FetchingDoor, faultOf } from '../../collect/fetcher.ts'
import type { ConnectionOf, ConnectionTest } from '../../connection.ts'
import { browse } from './browse.ts'
import { approve, discover, type OpcuaJob, openChannel } from './session.ts'
import { type Subscribed, subscribe } from './subscribe.ts'
import { numberOf, qualityOf } from './value.ts'

const MOST_TESTED = 50 // default, not from a standard

export const opcuaDoor: FetchingDoor<ConnectionOf<'opcua'>> = {
  async fetch(job, context) {
    const { signal } = context
    const endpoint = await discover(job, signal)
    approve(job, endpoint)
    const channel = await openChannel(job, endpoint, signal)
    try {
      const session = await channel.signIn()
      let quiet = false
      let telling = false
      let subscribed: Subscribed | null = null
      const tell = () => {
        if (telling) return
        telling = true
        // faults of one answer are told together
        setImmediate(() => {
          telling = false
          if (!quiet && subscribed) context.connected(subscribed.faults())
        })
      }
      subscribed = await subscribe(session, job, context, tell)
      tell()
      const { broken, mended, ended, stop } = subscribed
      channel.client.on('connection_lost', () => {
        if (quiet) return
        quiet = true
        broken()
        context.reconnecting('unreachable', 'the connection was lost')
      })
      channel.client.on('connection_reestablished', () => {
        quiet = signal.aborted
        mended()
        tell()
      })
      const told = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
      await Promise.race([ended, told]).finally(() => {
        quiet = true
        stop()
      })
    } finally {
      await channel.close()
    }
  },

  async test(job, signal) {
    const steps: ConnectionTest['steps'] = []
    let values: ConnectionTest['values'] = []
    let serverThumbprint: string | null = null
    let step: ConnectionTest['steps'][number]['step'] = 'reach'
    const went = (detail: string | null) => steps.push({ step, ok: true, fault: null, detail })
    try {
      const endpoint = await discover(job, signal).catch((error: unknown) => {
        if (faultOf(error).fault === 'security_not_offered') {
          went(job.connection.endpointUrl)
          step = 'secure'
        }
        throw error
      })
      went(job.connection.endpointUrl)
      step = 'secure'
      serverThumbprint = endpoint.thumbprint
      approve(job, endpoint)
      const channel = await openChannel(job, endpoint, signal)
      try {
        went(`${job.connection.securityMode} ${job.connection.securityPolicy}`)
        step = 'sign_in'
        const session = await channel.signIn()
        went(job.connection.userName)
        step = 'read'
        values = await readOnce(session, job)
        went(null)
        await session.close(true)
      } finally {
        await channel.close()
      }
    } catch (error) {
      steps.push({ step, ok: false, ...faultOf(error) })
    }
    return { ok: steps.every(({ ok }) => ok) && values.every(({ fault }) => fault === null), steps, values, serverThumbprint }
  },

  async browse(job, address, signal) {
    const endpoint = await discover(job, signal)
    approve(job, endpoint)
    const channel = await openChannel(job, endpoint, signal)
    try {
      const session = await channel.signIn()
      const nodes = await browse(session, address)
      await session.close(true)
      return nodes
    } finally {
      await channel.close()
    }
  },
}

async function readOnce(session: ClientSession, { points }: OpcuaJob): Promise<ConnectionTest['values']> {
  const asked = points.slice(0, MOST_TESTED).map((point) => {
    try {
      return { point, nodeId: coerceNodeId(point.address) }
    } catch {
      return { point, nodeId: null }
    }
  })
  const known = asked.flatMap(({ nodeId }) => (nodeId ? [{ nodeId, attributeId: AttributeIds.Value }] : []))
  const read: DataValue[] = known.length > 0 ? await session.read(known) : []
  return asked.map(({ point: { address, scale, offset }, nodeId }) => {
    const none = { address, value: null, quality: quality.bad }
    if (!nodeId) return { ...none, fault: 'malformed_address', detail: null }
    const { statusCode, value: variant } = read.shift()!
    const q = qualityOf(statusCode)
    const raw = numberOf(variant)
    if (statusCode.equals(StatusCodes.BadNodeIdUnknown)) return { ...none, fault: 'no_such_address', detail: statusCode.name }
    if (q >= quality.bad) return { ...none, quality: q, fault: 'device_exception', detail: statusCode.name }
    if (raw === null) return { ...none, fault: 'not_a_number', detail: variant ? variant.toString().slice(0, 120) : null }
    return { address, value: raw * scale + offset, quality: q, fault: null, detail: null }
  })
}
