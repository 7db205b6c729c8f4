/** Load: as many columnar HTTP posts as are answered, one on the way for each source. Bodies are made before, but for the time. */
import { Agent, request } from 'node:http'
import { tagCode } from '../rig.ts'
import { diceOf } from './dice.ts'
import { type HttpFlood, perform } from './generator.ts'
import { Ledger } from './ledger.ts'

const VARIANTS = 4

await perform<HttpFlood>(async ({ port, sources, seconds, seed }) => {
  const dice = diceOf(seed)
  const agent = new Agent({ keepAlive: true, maxSockets: sources.length })
  const bodies = sources.map(({ firstTag, tagCount }) => {
    const tags = JSON.stringify(Array.from({ length: tagCount }, (_, i) => tagCode(firstTag + i)))
    return Array.from({ length: VARIANTS }, () => {
      const values = JSON.stringify(Array.from({ length: tagCount }, () => Math.floor(dice() * 80_000) / 100))
      return Buffer.from(`,"tags":${tags},"values":${values}}`)
    })
  })
  const ledger = new Ledger()
  const until = performance.now() + seconds * 1000
  const post = (head: Buffer, body: Buffer, authorization: string): Promise<{ accepted: number; refused: unknown[] }> =>
    new Promise((resolve, reject) => {
      const asked = request(
        {
          agent,
          port,
          host: '127.0.0.1',
          method: 'POST',
          path: '/ingest/v1/samples',
          headers: { authorization, 'content-type': 'application/json', 'content-length': head.length + body.length },
        },
        (answer) => {
          let text = ''
          answer.setEncoding('utf8').on('data', (chunk: string) => {
            text += chunk
          })
          answer.on('end', () =>
            answer.statusCode === 200 ? resolve(JSON.parse(text)) : reject(new Error(`${answer.statusCode} ${text}`)),
          )
        },
      )
      asked.on('error', reject)
      asked.write(head)
      asked.end(body)
    })
  await Promise.all(
    sources.map(async ({ code, password, tagCount }, s) => {
      const authorization = `Basic ${Buffer.from(`${code}:${password}`).toString('base64')}`
      let time = 0
      for (let round = 0; performance.now() < until; round++) {
        time = Math.max(Date.now(), time + 1)
        const began = performance.now()
        ledger.sent += tagCount
        const { accepted, refused } = await post(Buffer.from(`{"times":${time}`), bodies[s]![round % VARIANTS]!, authorization)
        ledger.acknowledge(accepted, performance.now() - began)
        ledger.refused += refused.length
      }
    }),
  )
  agent.destroy()
  return ledger.report()
})
