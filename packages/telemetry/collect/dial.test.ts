/** To where the house dials, and to where it does not. */
import { expect, test } from 'vitest'
import { withinNetworks } from './dial.ts'
import type { FetchingConnection, FetchJob } from './fetcher.ts'

const job = (connection: FetchingConnection, networks?: string[]): FetchJob => ({
  sourceCode: 'S',
  connection,
  points: [],
  dataDir: '/nowhere',
  ...(networks ? { networks } : {}),
})
const modbus = (host: string): FetchingConnection => ({
  protocol: 'modbus',
  host,
  port: 502,
  unitId: 1,
  pollIntervalMs: 1000,
  timeoutMs: 1000,
})
const opcua = (endpointUrl: string): FetchingConnection => ({
  protocol: 'opcua',
  endpointUrl,
  securityMode: 'None',
  securityPolicy: 'None',
  serverThumbprint: null,
  userName: null,
  password: null,
  samplingIntervalMs: 1000,
})
const PLANT = ['10.0.0.0/8', '127.0.0.0/8', '::1', 'fd00::/8']

test.each(['10.2.3.4', '127.0.0.1', '::1', 'fd00::5', '::ffff:10.2.3.4'])('dials %s', async (host) => {
  expect((await withinNetworks(job(modbus(host), PLANT))).connection).toEqual(modbus(host))
})
test.each(['8.8.8.8', '169.254.169.254', 'fe80::1', '::ffff:8.8.8.8', '2001:db8::1'])('does not dial %s', async (host) => {
  await expect(withinNetworks(job(modbus(host), PLANT))).rejects.toMatchObject({ fault: 'network_not_allowed', message: host })
})
test.each(['opc.tcp://8.8.8.8:4840', 'opc.tcp://8.8.8.8/10.0.0.1', 'opc.tcp://[2001:db8::1]:4840/x', 'OPC.TCP://8.8.8.8'])(
  'sees through %s',
  async (endpointUrl) => {
    await expect(withinNetworks(job(opcua(endpointUrl), PLANT))).rejects.toMatchObject({ fault: 'network_not_allowed' })
  },
)
test('a name is dialled by the address that was looked at', async () => {
  const { connection } = await withinNetworks(job(modbus('localhost'), PLANT))
  expect(connection.protocol === 'modbus' && ['127.0.0.1', '::1'].includes(connection.host)).toBe(true)
})
test('a form of address that hides a host is no host', async () => {
  await expect(withinNetworks(job(opcua('opc.tcp://user@8.8.8.8:4840'), PLANT))).rejects.toMatchObject({ fault: 'unreachable' })
})
test('without networks the agent at the plant dials what it is told', async () => {
  expect(await withinNetworks(job(modbus('8.8.8.8')))).toEqual(job(modbus('8.8.8.8')))
})
