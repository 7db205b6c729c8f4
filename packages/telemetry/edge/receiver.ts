/**
 * The park's end of the edge protocol (边缘接收): offers what is new to the gate, waits until it is durable, writes its own position down, and answers.
 * In this order a crash anywhere leaves a batch that comes again, never one that is missing; the gate and the archive know a repeated sample.
 */
import { quality } from '@anyuan/kernel'
import type { Admitted, Gate } from '../ingest/gate.ts'
import { UNREADABLE_QUALITY } from '../ingest/rows.ts'
import { openJournal } from '../journal/index.ts'
import { RefusalReason } from '../wire.ts'
import type { AgentRefusal, BatchAnswer, BatchHeader, EdgeCompleteness } from './contract.ts'
import { type EdgeRows, sliceRows } from './frame.ts'
import type { Range } from './ranges.ts'
import { EdgeStreamState, type StreamChange } from './stream.ts'

export interface ReceiverOptions {
  /** Folder of the pipeline. */
  dir: string
  gate: Gate
  now: () => number
  /** A journal that cannot be written acknowledges nothing any more: the caller has to open anew. */
  onFault: (what: string, error: unknown) => void
}

export interface EdgeReceiver {
  /** Resolves when all of the batch is durable here. Rejects as `Gate.offer` does, and then nothing was noted. */
  take(source: Admitted, header: BatchHeader, rows: EdgeRows): Promise<BatchAnswer>
  /** @returns null for a source that no agent ever spoke for. */
  completeness(sourceCode: string, mostHours?: number): EdgeCompleteness | null
  close(): Promise<void>
}

/** The agent opened more gaps than the park keeps apart: it fills some first. */
export class TooManyGaps extends Error {
  constructor() {
    super('too many gaps')
    this.name = 'TooManyGaps'
  }
}

/** Spools of one source that are remembered: a replaced disk is a new one. */
const MOST_STREAMS = 4 // default, not from a standard
/** The journal is written anew from the present state when it has grown by so much. */
const COMPACT_BYTES = 32 * 1024 * 1024 // default, not from a standard
const SEGMENT_BYTES = 8 * 1024 * 1024 // default, not from a standard
const HOURS_SHOWN = 24 * 7 // default, not from a standard

interface KnownAgent {
  streams: Map<string, EdgeStreamState>
  /** Batches of one source one after the other: a repetition must find what the first one left. */
  busy: Promise<unknown>
}
type Line = { source: string; change: StreamChange }

export async function openEdgeReceiver({ dir, gate, now, onFault }: ReceiverOptions): Promise<EdgeReceiver> {
  const journal = await openJournal({ dir, name: 'edge', segmentBytes: SEGMENT_BYTES })
  const agents = new Map<string, KnownAgent>()
  const agentOf = (code: string): KnownAgent => {
    const known = agents.get(code)
    if (known) return known
    const agent: KnownAgent = { streams: new Map(), busy: Promise.resolve() }
    agents.set(code, agent)
    return agent
  }
  const streamOf = (agent: KnownAgent, epoch: string, at: number): EdgeStreamState => {
    const known = agent.streams.get(epoch)
    if (known) return known
    const stream = new EdgeStreamState(epoch, at)
    agent.streams.set(epoch, stream)
    while (agent.streams.size > MOST_STREAMS) agent.streams.delete(newestFirst(agent).at(-1)!.epoch)
    return stream
  }
  for await (const { payload } of journal.read(journal.start())) {
    const { source, change } = JSON.parse(Buffer.from(payload).toString()) as Line
    streamOf(agentOf(source), change.epoch, change.firstHeardAt).restore(change)
  }

  const write = (line: Line) =>
    journal.append(Buffer.from(JSON.stringify(line))).catch((error: unknown) => {
      onFault('edge journal', error)
      throw error
    })
  let compactAt = journal.start() + COMPACT_BYTES
  let compacting: Promise<void> | null = null
  /** Every stream once more, then the lines before are needed no longer; what comes in between stands behind its snapshot. */
  async function compact(): Promise<void> {
    const from = journal.end()
    for (const [source, { streams }] of agents) for (const stream of streams.values()) await write({ source, change: stream.snapshot() })
    await journal.truncateBefore(from)
    compactAt = journal.end() + COMPACT_BYTES
  }

  async function take(source: Admitted, header: BatchHeader, rows: EdgeRows): Promise<BatchAnswer> {
    const receivedAt = now()
    const agent = agentOf(source.code)
    const stream = streamOf(agent, header.epoch, receivedAt)
    if (header.lane !== 'repair' && !stream.hasRoomFor(header)) throw new TooManyGaps()
    const whole: Range[] = header.rows > 0 ? [[header.from, header.from + header.rows]] : []
    const ranges = header.lane === 'repair' ? whole : stream.fresh(header)
    const parts: { range: Range; rows: EdgeRows; refusals: Map<number, string> }[] = []
    let accepted = 0
    for (const range of ranges) {
      const piece = sliceRows(rows, range[0] - header.from, range[1] - header.from)
      const verdict = offer(gate, source, piece, header.lane !== 'live')
      await verdict.durable
      accepted += verdict.accepted
      parts.push({ range, rows: piece, refusals: new Map(verdict.refused.map((row) => [row.index, row.reason])) })
    }
    for (const refusal of header.refusals) quarantine(gate, source, refusal)
    const change = stream.note(header, parts, receivedAt)
    await write({ source: source.code, change })
    if (journal.end() > compactAt) compacting ??= compact().finally(() => (compacting = null))
    compacting?.catch(() => {}) // told by `write`
    return {
      acknowledgedUpTo: stream.acknowledgedUpTo,
      taken: stream.taken.map(([from, to]) => [from, to]),
      hours: stream.told && { run: stream.told.run, revision: stream.told.revision },
      wanted: stream.wanted(header.sentAt),
      receivedAt,
      answeredAt: now(),
      accepted,
      refused: parts.reduce((sum, { refusals }) => sum + refusals.size, 0),
    }
  }

  return {
    take(source, header, rows) {
      const agent = agentOf(source.code)
      const answer = agent.busy.then(() => take(source, header, rows))
      agent.busy = answer.catch(() => {})
      return answer
    },
    completeness(sourceCode, mostHours = HOURS_SHOWN) {
      const agent = agents.get(sourceCode)
      if (!agent || agent.streams.size === 0) return null
      return { sourceCode, streams: newestFirst(agent).map((stream, place) => stream.shown(place > 0, mostHours)) }
    },
    async close() {
      await Promise.all([...agents.values()].map(({ busy }) => busy))
      await compacting?.catch(() => {})
      await journal.close()
    },
  }
}

const newestFirst = ({ streams }: KnownAgent): EdgeStreamState[] => [...streams.values()].sort((a, b) => b.firstHeardAt - a.firstHeardAt)

function offer(gate: Gate, source: Admitted, rows: EdgeRows, historical: boolean) {
  const length = rows.tags.length
  const row = (i: number) =>
    JSON.stringify({
      tag: rows.tags[i],
      time: rows.times[i],
      value: Number.isNaN(rows.values[i]) ? null : rows.values[i],
      quality: rows.qualities[i],
    })
  return gate.offer(
    source,
    {
      tags: rows.tags,
      // a time that no clock of ours can have written is unreadable, not a date in the year 300000
      times: rows.times.map((time) => (Number.isSafeInteger(time) && time >= 0 ? time : Number.NaN)),
      values: rows.values,
      qualities: rows.qualities.map((q) => (q <= quality.outOfService ? q : UNREADABLE_QUALITY)),
      units: null,
      ...(historical ? { historical: new Uint8Array(length).fill(1) } : {}),
    },
    row,
  )
}

/** What the agent refused at its own door is seen where all refusals are seen. */
function quarantine(gate: Gate, source: Admitted, { reason, detail, payload }: AgentRefusal): void {
  const known = RefusalReason.safeParse(reason)
  gate.refuseMessage(source, known.success ? known.data : 'malformed', detail, payload)
}
