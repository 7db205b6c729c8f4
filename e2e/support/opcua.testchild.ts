/** An OPC UA server as others build it: node-opcua's, as it comes out of the box, in a process of its own that can be killed. Each line of its input is `{node: value}`. */
import { createInterface } from 'node:readline'
import { OPCUAServer } from 'node-opcua-server'

const [port = '0'] = process.argv.slice(2)
const server = new OPCUAServer({ port: Number(port), hostname: '127.0.0.1', resourcePath: '/plant' })
await server.initialize()
const namespace = server.engine.addressSpace!.getOwnNamespace()
const plant = namespace.addFolder('ObjectsFolder', { browseName: 'Plant', nodeId: 's=Plant' })
const values: Record<string, number> = { level: 41.5, temperature: 20 }
const nodes = Object.fromEntries(
  Object.keys(values).map((name) => [
    name,
    namespace.addVariable({ componentOf: plant, browseName: name, nodeId: `s=${name}`, dataType: 'Double', minimumSamplingInterval: 100 }),
  ]),
)
const set = (to: Record<string, number>) => {
  for (const [name, value] of Object.entries(to)) nodes[name]!.setValueFromSource({ dataType: 'Double', value })
}
set(values)
createInterface({ input: process.stdin }).on('line', (line) => set(JSON.parse(line) as Record<string, number>))
process.stdin.on('end', () => process.exit(0))
await server.start()
process.stdout.write('listening\n')
