/** node-opcua's own server as a process of its own, so that a test can kill it: a plant with a few nodes, whose values the parent sets. */
import { DataType, MessageSecurityMode, SecurityPolicy, StatusCodes, Variant, VariantArrayType } from 'node-opcua-client'
import { OPCUAServer, type OPCUAServerOptions } from 'node-opcua-server'
import { ownCertificate, trustOnly } from './certificate.ts'
import type { NodeSetting, ServerSettings } from './server.testsupport.ts'

const settings = JSON.parse(process.argv[2] ?? '{}') as ServerSettings
const { certificateFile, privateKeyFile, applicationUri } = await ownCertificate(settings.dir)
const verdict = settings.acceptsAnyClient ? StatusCodes.Good : StatusCodes.BadCertificateUntrusted
const anybody = {
  ...trustOnly(null),
  checkCertificate: async () => verdict,
  getTrustStatus: async () => verdict,
  verifyCertificate: async () => verdict.name,
}
const server = new OPCUAServer({
  port: settings.port,
  hostname: '127.0.0.1',
  resourcePath: '/plant',
  serverInfo: { applicationUri },
  certificateFile,
  privateKeyFile,
  // the library takes any store, as its base class says
  serverCertificateManager: anybody as unknown as NonNullable<OPCUAServerOptions['serverCertificateManager']>,
  securityModes: [MessageSecurityMode.None, MessageSecurityMode.SignAndEncrypt],
  securityPolicies: [SecurityPolicy.None, SecurityPolicy.Basic256Sha256],
  allowAnonymous: settings.user === null,
  userManager: { isValidUser: (name: string, password: string) => name === settings.user?.name && password === settings.user?.password },
})
await server.initialize()
const space = server.engine.addressSpace!
const namespace = space.getOwnNamespace()
const plant = namespace.addFolder('ObjectsFolder', { browseName: 'Plant', nodeId: 's=Plant' })
const DEGREES = {
  namespaceUri: 'http://www.opcfoundation.org/UA/units/un/cefact',
  unitId: 4408652,
  displayName: { text: '°C' },
  description: { text: 'degree Celsius' },
} // UNECE Rec. 20: CEL
const nodes = new Map<string, ReturnType<typeof namespace.addAnalogDataItem>>()
for (const name of settings.nodes)
  nodes.set(
    name,
    namespace.addAnalogDataItem({
      componentOf: plant,
      browseName: name,
      nodeId: `s=${name}`,
      dataType: 'Double',
      engineeringUnitsRange: { low: -1000, high: 1000 },
      engineeringUnits: DEGREES,
      minimumSamplingInterval: 50,
    }),
  )
const other = (browseName: string, dataType: string, value: Variant) =>
  namespace
    .addVariable({
      componentOf: plant,
      browseName,
      nodeId: `s=${browseName}`,
      dataType,
      valueRank: value.arrayType === VariantArrayType.Array ? 1 : -1,
    })
    .setValueFromSource(value)
other('name', 'String', new Variant({ dataType: DataType.String, value: 'pump' }))
other('list', 'Double', new Variant({ dataType: DataType.Double, arrayType: VariantArrayType.Array, value: new Float64Array([1, 2]) }))
other('running', 'Boolean', new Variant({ dataType: DataType.Boolean, value: true }))
other('total', 'Int64', new Variant({ dataType: DataType.Int64, arrayType: VariantArrayType.Scalar, value: [0xffffffff, 0xfffffff6] })) // −10

const set = ({ node, value, status = 'Good', time }: NodeSetting) =>
  nodes.get(node)!.setValueFromSource(new Variant({ dataType: DataType.Double, value }), StatusCodes[status], new Date(time ?? Date.now()))
for (const setting of settings.values) set(setting)
process.on('message', (message: { id: number; set: NodeSetting[] }) => {
  for (const setting of message.set) set(setting)
  process.send?.({ done: message.id })
})
process.on('disconnect', () => process.exit(0))
await server.start()
process.send?.({ ready: true })
