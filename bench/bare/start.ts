/** Starts the brokers that serve as a limit: bare aedes, and Mosquitto where the machine has it. */
import { fork, spawn, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { freePorts } from '../../e2e/support/server.ts'

export interface BareBroker {
  port: number
  pid: number
  stop(): void
}

export async function startBareAedes(): Promise<BareBroker> {
  const child = fork(new URL('./broker.ts', import.meta.url), [])
  const port = await new Promise<number>((resolve) => child.once('message', (message) => resolve(message as number)))
  return { port, pid: child.pid!, stop: () => child.kill('SIGKILL') }
}

/** @returns null where Mosquitto is not installed. */
export async function startMosquitto(dir: string): Promise<BareBroker | null> {
  if (spawnSync('mosquitto', ['-h']).error) return null
  const [port = 0] = await freePorts(1)
  const file = join(dir, 'mosquitto.conf')
  writeFileSync(file, `listener ${port} 127.0.0.1\nallow_anonymous true\nmax_inflight_messages 0\nset_tcp_nodelay true\n`)
  const child = spawn('mosquitto', ['-c', file], { stdio: 'ignore' })
  const answers = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy()
        resolve(true)
      }).once('error', () => resolve(false))
    })
  while (!(await answers())) await new Promise((resolve) => setTimeout(resolve, 50))
  return { port, pid: child.pid!, stop: () => child.kill('SIGKILL') }
}
