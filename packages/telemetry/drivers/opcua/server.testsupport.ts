/** Starts, kills and starts again a real OPC UA server for a test. */
import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface NodeSetting {
  node: string
  value: number
  status?: 'Good' | 'Uncertain' | 'BadSensorFailure' | 'BadOutOfService'
  /** Epoch ms; now when absent. */
  time?: number
}
export interface ServerSettings {
  port: number
  dir: string
  nodes: string[]
  values: NodeSetting[]
  user: { name: string; password: string } | null
  acceptsAnyClient: boolean
}

export interface TestServer {
  endpointUrl: string
  set(...settings: NodeSetting[]): Promise<void>
  /** kill -9. */
  kill(): Promise<void>
  /** Starts again on the same port and certificate, with `nodes` if they are other ones. */
  start(nodes?: string[]): Promise<void>
  /** The process stands still without ending: its connections stay, half open. */
  freeze(): void
  thaw(): void
  stop(): Promise<void>
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })

export async function startOpcuaServer(given: Partial<ServerSettings> = {}): Promise<TestServer> {
  const dir = mkdtempSync(join(tmpdir(), 'opcua-'))
  const settings: ServerSettings = {
    port: await freePort(),
    dir,
    nodes: ['T1', 'T2'],
    values: [],
    user: null,
    acceptsAnyClient: true,
    ...given,
  }
  let child: ChildProcess | null = null
  let messages = 0
  const server: TestServer = {
    endpointUrl: `opc.tcp://127.0.0.1:${settings.port}/plant`,
    start: (nodes = settings.nodes) =>
      new Promise((resolve, reject) => {
        settings.nodes = nodes
        settings.values = settings.values.filter(({ node }) => nodes.includes(node))
        const started = fork(new URL('./server.testchild.ts', import.meta.url), [JSON.stringify(settings)], {
          execArgv: [],
          stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        })
        child = started
        started.once('message', () => resolve())
        started.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
      }),
    set: (...set) =>
      new Promise((resolve) => {
        const id = messages++
        const heard = (message: { done?: number }) => {
          if (message.done !== id) return
          child?.off('message', heard)
          resolve()
        }
        child!.on('message', heard)
        child!.send({ id, set })
        for (const setting of set) settings.values = [...settings.values.filter(({ node }) => node !== setting.node), setting]
      }),
    kill: () =>
      new Promise((resolve) => {
        child!.once('exit', () => resolve())
        child!.kill('SIGKILL')
        child = null
      }),
    freeze: () => void child!.kill('SIGSTOP'),
    thaw: () => void child!.kill('SIGCONT'),
    async stop() {
      if (child) await server.kill()
      rmSync(dir, { recursive: true, force: true })
    },
  }
  await server.start()
  return server
}
