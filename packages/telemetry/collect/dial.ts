/** To where the house may dial (允许采集的网段): a person who may set up a source must not reach by it what only the house itself can reach. */
import { dialable, networkList } from '../ingest/networks.ts'
import { CannotConnect, type FetchingConnection, type FetchJob } from './fetcher.ts'

/** The host that is dialled; null where nothing is. */
function hostOf(connection: FetchingConnection): string | null {
  if (connection.protocol === 'modbus') return connection.host
  if (connection.protocol !== 'opcua') return null
  // `opc.tcp:` is no scheme that URL would take apart
  return /^opc\.tcp:\/\/(\[[^\]]+\]|[^:/?#]+)/i.exec(connection.endpointUrl)?.[1] ?? ''
}

/**
 * The job with an address in place of a name where the protocol lets us, so that a second look-up cannot lead elsewhere. OPC UA needs the name
 * as the server knows it.
 * @throws CannotConnect for a host outside of the networks of the job, and for a name that nobody knows
 */
export async function withinNetworks(job: FetchJob): Promise<FetchJob> {
  const host = hostOf(job.connection)
  if (host === null || job.networks === undefined) return job
  const found = await dialable(host, networkList(job.networks)).catch((error: Error) => {
    throw new CannotConnect('unreachable', error.message)
  })
  if (!found.ok) throw new CannotConnect('network_not_allowed', found.address)
  const [address] = found.addresses
  if (job.connection.protocol !== 'modbus' || address === undefined) return job
  return { ...job, connection: { ...job.connection, host: address } }
}
