/** What a browser is shown: the newest frame of each tag, and alarm events. */
import type { Person } from './people.ts'
import type { TestServer } from './server.ts'

export interface Live {
  values: Map<number, { value: number | null; quality: number }>
  /** Numbers of tags on which an alarm was raised. */
  raised: number[]
  close(): void
}

/** Watches all that `person` may see. */
export async function openLive(server: Pick<TestServer, 'data'>, person: Person): Promise<Live> {
  const { ticket } = await person.send<{ ticket: string }>('POST', '/identity/live-ticket', {})
  const socket = new WebSocket(`${server.data.replace('http', 'ws')}/live`)
  const values: Live['values'] = new Map()
  const raised: number[] = []
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(String(data)) as {
      type: string
      tagNumbers: number[]
      values: (number | null)[]
      qualities: number[]
      event: { type: string; tagNumber: number }
    }
    if (frame.type === 'welcome') socket.send(JSON.stringify({ type: 'watch', tagNumbers: 'all' }))
    if (frame.type === 'values')
      frame.tagNumbers.forEach((tag, i) => {
        values.set(tag, { value: frame.values[i]!, quality: frame.qualities[i]! })
      })
    if (frame.type === 'alarm' && frame.event.type === 'raised') raised.push(frame.event.tagNumber)
  }
  await new Promise((resolve) => {
    socket.onopen = resolve
  })
  socket.send(JSON.stringify({ type: 'hello', ticket }))
  return { values, raised, close: () => socket.close() }
}
