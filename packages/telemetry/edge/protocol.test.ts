/** The protocol over a line that loses, reorders, repeats and damages, with ends that restart: when it heals, both sides hold the same rows and know it. */
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BatchAnswer, BatchHeader } from './contract.ts'
import { HOUR_MS } from './digest.ts'
import type { EdgeRows } from './frame.ts'
import { NO_EDGE_ROWS, sliceRows } from './frame.ts'
import { AgentHours } from './hours.ts'
import { SendPlan } from './plan.ts'
import { EdgeStreamState, type StreamChange } from './stream.ts'

const EPOCH = randomUUID()
const MORNING = Date.parse('2026-11-23T00:00:00Z')
const LATER = MORNING + 48 * HOUR_MS

type Row = { tag: string; time: number; value: number; quality: number }
const columns = (rows: readonly Row[]): EdgeRows => ({
  tags: rows.map((row) => row.tag),
  times: Float64Array.from(rows, (row) => row.time),
  values: Float64Array.from(rows, (row) => row.value),
  qualities: Uint8Array.from(rows, (row) => row.quality),
})
type Message = { header: BatchHeader; rows: EdgeRows }
const keyOf = (rows: EdgeRows, i: number) => `${rows.tags[i]} ${rows.times[i]} ${rows.values[i]} ${rows.qualities[i]}`

/** The park: the true state machine over a stand-in for gate and archive, and what is written down of it. */
class Park {
  stream = new EdgeStreamState(EPOCH, MORNING)
  /** Everything that was ever offered to the gate: it is a set, as the archive is. */
  readonly archive = new Set<string>()
  written: string[] = []

  take({ header, rows }: Message): BatchAnswer {
    const whole: [number, number][] = header.rows > 0 ? [[header.from, header.from + header.rows]] : []
    const ranges = header.lane === 'repair' ? whole : this.stream.fresh(header)
    const parts = ranges.map((range) => {
      const piece = sliceRows(rows, range[0] - header.from, range[1] - header.from)
      const refusals = new Map<number, string>()
      for (let i = 0; i < piece.tags.length; i++) {
        const key = keyOf(piece, i)
        if (piece.values[i]! > 90) refusals.set(i, 'out_of_range')
        else if (this.archive.has(key)) refusals.set(i, 'duplicate')
        this.archive.add(key)
      }
      return { range, rows: piece, refusals }
    })
    this.written.push(JSON.stringify(this.stream.note(header, parts, MORNING)))
    const { acknowledgedUpTo, taken, told } = this.stream
    return {
      acknowledgedUpTo,
      taken: taken.map(([from, to]) => [from, to]),
      hours: told && { run: told.run, revision: told.revision },
      wanted: this.stream.wanted(header.sentAt),
      receivedAt: 0,
      answeredAt: 0,
      accepted: 0,
      refused: 0,
    }
  }
  restart(compact: boolean): void {
    if (compact) this.written = [JSON.stringify(this.stream.snapshot())]
    this.stream = new EdgeStreamState(EPOCH, MORNING)
    for (const line of this.written) this.stream.restore(JSON.parse(line) as StreamChange)
  }
}

/** The agent: the true plan and hours over rows in memory. */
class Agent {
  readonly rows: Row[] = []
  start = 0
  freshFrom = 0
  hours = new AgentHours()
  plan = new SendPlan(0)
  run = randomUUID()
  known: BatchAnswer['hours'] = null

  header(lane: BatchHeader['lane'], from: number, rows: number, more: Partial<BatchHeader> = {}): BatchHeader {
    const { start } = this
    return {
      version: 1,
      epoch: EPOCH,
      lane,
      from,
      rows,
      tags: [],
      start,
      hours: null,
      repair: null,
      sentAt: LATER,
      agent: null,
      refusals: [],
      ...more,
    }
  }
  told(): BatchHeader['hours'] {
    const since = this.known?.run === this.run ? this.known.revision : 0
    return { run: this.run, since, revision: this.hours.revision, asOf: this.rows.length, changed: this.hours.changedSince(since) }
  }
  batch(lane: 'live' | 'backlog', range: readonly [number, number] | null, withHours: boolean): Message {
    const rows = range ? columns(this.rows.slice(range[0], range[1])) : NO_EDGE_ROWS
    const hours = withHours ? this.told() : null
    return { header: this.header(lane, range?.[0] ?? this.rows.length, rows.tags.length, { hours }), rows }
  }
  repair(hour: number, parts: number): Message[] {
    const found = this.rows.slice(this.start).filter(({ time }) => time >= hour && time < hour + HOUR_MS)
    const told = this.hours.changedSince(0).find((one) => one.hour === hour)!
    const id = randomUUID()
    const size = Math.max(1, Math.ceil(found.length / parts))
    const portions =
      found.length === 0 ? [[]] : Array.from({ length: Math.ceil(found.length / size) }, (_, i) => found.slice(i * size, (i + 1) * size))
    return portions.map((portion, part) => ({
      header: this.header('repair', 0, portion.length, {
        repair: { id, hour, part, last: part === portions.length - 1, whole: found.length === told.rows - told.lost },
      }),
      rows: columns(portion),
    }))
  }
  drop(to: number): void {
    for (const [a, b] of this.plan.unacknowledged(this.start, to)) this.hours.lose(columns(this.rows.slice(a, b)))
    this.start = Math.max(this.start, to)
  }
  restart(): void {
    const reports = this.hours.changedSince(0)
    this.hours = new AgentHours()
    this.hours.restore(reports)
    this.plan = new SendPlan(this.rows.length, this.plan.taken)
    this.run = randomUUID()
    this.known = null
  }
}

const share = fc.double({ min: 0, max: 0.999, noNaN: true })
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('produce' as const),
      count: fc.integer({ min: 1, max: 6 }),
      hour: fc.integer({ min: 0, max: 2 }),
      value: fc.integer({ min: 0, max: 100 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('live' as const, 'backlog' as const),
      most: fc.integer({ min: 1, max: 8 }),
      hours: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('deliver' as const, 'repeat' as const, 'damage' as const),
      which: share,
      answered: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('lateAnswer' as const, 'repairPart' as const), which: share }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'liveFails' as const,
        'meet' as const,
        'parkRestarts' as const,
        'parkCompacts' as const,
        'agentRestarts' as const,
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('age' as const, 'drop' as const), which: share }) },
)

test('whatever the line did, when it heals the park has every row that was not dropped, every digest agrees, and each row has one fate', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const park = new Park()
      const agent = new Agent()
      const line: Message[] = []
      const answers: BatchAnswer[] = []
      let wanted: number[] = []
      let asked = false
      const hear = (answer: BatchAnswer) => {
        agent.plan.answered(answer)
        agent.known = answer.hours
        wanted = answer.wanted
        asked ||= wanted.length > 0
      }
      const at = <T>(list: readonly T[], which: number) => list[Math.floor(which * list.length)]
      for (const one of steps)
        switch (one.do) {
          case 'produce': {
            const fresh = Array.from({ length: one.count }, (_, i) => ({
              tag: `T${i % 2}`,
              time: MORNING + one.hour * HOUR_MS + (agent.rows.length % 5) * 1000, // some times come twice
              value: one.value,
              quality: i % 3,
            }))
            agent.rows.push(...fresh)
            agent.hours.add(columns(fresh))
            break
          }
          case 'live': {
            const range = agent.plan.nextLive(Math.max(agent.start, agent.freshFrom), agent.rows.length, one.most)
            if (range || one.hours) line.push(agent.batch('live', range, one.hours))
            if (range && one.hours) agent.plan.liveDone()
            break
          }
          case 'backlog': {
            const range = agent.plan.nextBacklog(agent.start, agent.freshFrom, one.most)
            if (range) line.push(agent.batch('backlog', range, one.hours))
            break
          }
          case 'deliver':
          case 'repeat': {
            const message = at(line, one.which)
            if (!message) break
            if (one.do === 'deliver') line.splice(line.indexOf(message), 1)
            const answer = park.take(message)
            if (one.answered) hear(answer)
            else answers.push(answer)
            break
          }
          case 'damage': {
            const message = at(line, one.which)
            if (!message || message.rows.values.length === 0) break
            const values = message.rows.values.map((value) => value + 0.5)
            park.take({ ...message, rows: { ...message.rows, values } })
            break
          }
          case 'lateAnswer': {
            const answer = at(answers, one.which)
            if (answer) hear(answer)
            break
          }
          case 'repairPart': {
            const hour = at(wanted, one.which)
            if (hour !== undefined) line.push(...agent.repair(hour, 3))
            break
          }
          case 'liveFails':
            agent.plan.liveFailed()
            break
          case 'meet': {
            agent.plan.liveFailed()
            const answer = park.take(agent.batch('live', null, true))
            agent.plan.met(answer)
            hear(answer)
            break
          }
          case 'parkRestarts':
          case 'parkCompacts':
            park.restart(one.do === 'parkCompacts')
            break
          case 'agentRestarts':
            agent.restart()
            break
          case 'age':
            agent.freshFrom = Math.max(agent.freshFrom, Math.floor(one.which * agent.rows.length))
            break
          case 'drop':
            agent.drop(Math.floor(one.which * agent.rows.length))
        }

      // the line heals: what is still on it arrives, then the agent goes on until nothing is left to do
      for (const message of line) hear(park.take(message))
      agent.plan.liveFailed()
      const met = park.take(agent.batch('live', null, true))
      agent.plan.met(met)
      hear(met)
      const end = agent.rows.length
      for (let rounds = 0; ; rounds++) {
        if (rounds > 500) throw new Error('it never ends')
        const live = agent.plan.nextLive(Math.max(agent.start, agent.freshFrom), end, 7)
        const backlog = agent.plan.nextBacklog(agent.start, agent.freshFrom, 7)
        if (live) {
          hear(park.take(agent.batch('live', live, false)))
          agent.plan.liveDone()
        } else if (backlog) hear(park.take(agent.batch('backlog', backlog, false)))
        else {
          hear(park.take(agent.batch('live', null, true)))
          const hour = wanted[0]
          if (hour === undefined) break
          for (const message of agent.repair(hour, 2)) hear(park.take(message))
        }
      }

      const harm = steps.some((one) => one.do === 'damage' || one.do === 'drop')
      if (!harm) expect(asked, 'a replay is asked for without need').toBe(false)
      const { hours, gaps, acknowledgedUpTo } = park.stream.shown(false, 100)
      expect(gaps).toBe(0)
      expect(acknowledgedUpTo).toBeGreaterThanOrEqual(end)
      for (const row of agent.rows.slice(agent.start)) expect(park.archive.has(keyOf(columns([row]), 0)), JSON.stringify(row)).toBe(true)
      const told = new Map(agent.hours.changedSince(0).map((report) => [report.hour, report]))
      expect(hours.map(({ hour }) => hour).sort()).toEqual([...told.keys()].sort())
      for (const hour of hours) {
        const { rows, lost, digest } = told.get(hour.hour)!
        expect(hour.rows).toBe(rows)
        expect(hour.received).toBe(hour.accepted + hour.duplicates + Object.values(hour.refused).reduce((a, b) => a + b, 0))
        expect(['complete', 'repaired', 'lost']).toContain(hour.state)
        if (hour.state !== 'lost') expect([hour.received, hour.digest, lost]).toEqual([rows, digest, 0])
        else expect(lost + (agent.start > 0 ? 1 : 0)).toBeGreaterThan(0)
      }
    }),
    { numRuns: 1500 },
  )
})
