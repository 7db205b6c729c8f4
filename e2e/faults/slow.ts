/** A browser that stopped reading (慢消费者): it says hello, watches everything, and then takes nothing off the line. */
import { WebSocket } from 'ws'
import type { Person } from '../support/people.ts'
import type { TestServer } from '../support/server.ts'

export interface SlowBrowser {
  /** Reads again. @returns the code with which it was let go, or null when it still stands after `withinMs` */
  wake(withinMs: number): Promise<number | null>
}

export async function openSlowBrowser(server: Pick<TestServer, 'data'>, person: Person): Promise<SlowBrowser> {
  const { ticket } = await person.send<{ ticket: string }>('POST', '/identity/live-ticket', {})
  const socket = new WebSocket(`${server.data.replace('http', 'ws')}/live`)
  let code: number | null = null
  socket.on('error', () => {})
  socket.on('close', (given) => {
    code = given
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.on('message', (data) => String(data).includes('"welcome"') && resolve())
    socket.once('open', () => socket.send(JSON.stringify({ type: 'hello', ticket })))
  })
  socket.send(JSON.stringify({ type: 'watch', tagNumbers: 'all' }))
  await new Promise((resolve) => setTimeout(resolve, 300))
  socket.pause()
  return {
    async wake(withinMs) {
      socket.resume()
      for (const until = performance.now() + withinMs; code === null && performance.now() < until; )
        await new Promise((resolve) => setTimeout(resolve, 50))
      socket.terminate()
      return code
    },
  }
}
