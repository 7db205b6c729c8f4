/** The limit beside us: the same broker, aedes, with nothing behind it. No checks, no alarms, no journal: it acknowledges and forwards. */
import { createServer } from 'node:net'
import { Aedes } from 'aedes'

const broker = new Aedes({ concurrency: 1000 })
await broker.listen()
const server = createServer((socket) => {
  socket.setNoDelay(true)
  broker.handle(socket)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send!(typeof address === 'object' && address ? address.port : 0)
})
process.on('disconnect', () => process.exit(0))
