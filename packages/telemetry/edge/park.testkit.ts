/** A park for tests of the edge agent: the true door, gate and ledger on a socket, with a map in place of journal and archive. */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import type { TagDefinition } from '../definition.ts'
import { addEdgeRoutes } from '../drivers/edge/door.ts'
import { Gate, type QuarantineRecord } from '../ingest/gate.ts'
import type { EdgeStream } from './contract.ts'
import { type EdgeReceiver, openEdgeReceiver } from './receiver.ts'

export const TEST_SOURCE = 'EDGE-1'
export const TEST_CREDENTIAL = 'an-edge-credential'

export interface TestPark {
  readonly url: string
  readonly gate: Gate
  /** `<tag number> <time>` → value, of every row that was made durable. */
  readonly archive: Map<string, number>
  /** Values that were judged as live, in order. */
  readonly live: number[]
  readonly quarantined: QuarantineRecord[]
  stream(): EdgeStream | undefined
  /** The line is cut: nobody answers at the port. */
  away(): Promise<void>
  back(): Promise<void>
  close(): Promise<void>
}

/** @param away begins with the line cut. */
export async function startTestPark(tags: (Pick<TagDefinition, 'code'> & Partial<TagDefinition>)[], away = false): Promise<TestPark> {
  const dir = mkdtempSync(join(tmpdir(), 'anyuan-test-park-'))
  const archive = new Map<string, number>()
  const live: number[] = []
  const quarantined: QuarantineRecord[] = []
  const gate = new Gate({
    now: Date.now,
    journal: async (columns) => {
      for (let i = 0; i < columns.length; i++) archive.set(`${columns.tagNumbers[i]} ${columns.times[i]}`, columns.values[i]!)
    },
    onLive: (_index, value) => live.push(value),
    onQuarantine: (record) => quarantined.push(record),
  })
  gate.directory.define({
    tags: tags.map((tag, i) => ({ number: i + 1, org: 'ln', unit: '℃', rangeLow: 0, rangeHigh: 1e9, expectedIntervalSeconds: 1, ...tag })),
    sources: [
      {
        code: TEST_SOURCE,
        org: 'ln',
        protocol: 'edge',
        credentialDigest: createHash('sha256').update(TEST_CREDENTIAL).digest('hex'),
        tagCodes: tags.map((tag) => tag.code),
      },
    ],
    alarms: [],
  })
  gate.defined()
  let receiver: EdgeReceiver = await openEdgeReceiver({ dir, gate, now: Date.now, onFault: () => {} })
  let app: FastifyInstance | null = null
  let port = 0
  const back = async () => {
    app = Fastify({ forceCloseConnections: true })
    addEdgeRoutes(app, gate, receiver)
    port = Number(new URL(await app.listen({ host: '127.0.0.1', port })).port)
  }
  await back()
  const park: TestPark = {
    get url() {
      return `http://127.0.0.1:${port}`
    },
    gate,
    archive,
    live,
    quarantined,
    stream: () => receiver.completeness(TEST_SOURCE)?.streams[0],
    async away() {
      await app?.close()
      app = null
    },
    async back() {
      // as the pipeline comes back: with what it wrote down, and nothing else
      await receiver.close()
      receiver = await openEdgeReceiver({ dir, gate, now: Date.now, onFault: () => {} })
      await back()
    },
    async close() {
      await app?.close()
      await receiver.close()
      rmSync(dir, { recursive: true })
    },
  }
  if (away) await park.away()
  return park
}
