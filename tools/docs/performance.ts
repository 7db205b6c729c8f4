/** docs/PERFORMANCE.md out of the result files of the measurements: every figure with its goal, its limit, machine and commit; every goal missed with its reason. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { table } from './table.ts'

const Figure = z.object({
  what: z.string(),
  value: z.number().nullable(),
  unit: z.string(),
  goal: z.object({ atMost: z.number().optional(), atLeast: z.number().optional() }).optional(),
  limit: z.object({ what: z.string(), value: z.number() }).optional(),
  runs: z.array(z.number().nullable()).optional(),
})
type Figure = z.infer<typeof Figure>
const Result = z.object({
  name: z.string(),
  at: z.string(),
  machine: z.object({ cpu: z.string(), cores: z.number(), memoryGiB: z.number(), node: z.string(), commit: z.string() }),
  about: z.record(z.string(), z.unknown()),
  figures: z.array(Figure),
})
const Nullable = z.number().nullable()
const Peers = z.object({
  profile: z.record(z.string(), z.number()),
  peers: z.array(z.object({ name: z.string(), version: z.string(), durability: z.string(), tuned: z.string(), lifeCycle: z.boolean() })),
  table: z.object({
    latency: z.array(
      z.object({
        peer: z.string(),
        shape: z.enum(['single', 'batch']),
        p50: Nullable,
        p90: Nullable,
        p99: Nullable,
        max: Nullable,
        missed: z.number(),
        lost: z.number(),
        cpuMicrosPerPoint: z.number(),
        pssMiB: z.number(),
        runs: z.number(),
      }),
    ),
    flood: z.array(
      z.object({ peer: z.string(), perSecond: z.number(), lostShare: z.number(), cpuMicrosPerPoint: z.number(), runs: z.number() }),
    ),
    burst: z.array(z.object({ peer: z.string(), firstMs: Nullable, lastMs: Nullable, missed: z.number() })),
    rejected: z.number(),
  }),
})

const tidy = (value: number | null): string =>
  value === null ? 'no data' : Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))
const isMissed = ({ value, goal }: Figure): boolean =>
  goal !== undefined &&
  (value === null || value > (goal.atMost ?? Number.POSITIVE_INFINITY) || value < (goal.atLeast ?? Number.NEGATIVE_INFINITY))
const goalOf = ({ goal }: Figure): string =>
  goal
    ? [goal.atMost === undefined ? '' : `≤ ${tidy(goal.atMost)}`, goal.atLeast === undefined ? '' : `≥ ${tidy(goal.atLeast)}`].join('')
    : ''
const spread = ({ runs }: Figure): string => {
  const known = (runs ?? []).filter((run) => run !== null)
  return known.length > 1 ? `${tidy(Math.min(...known))} … ${tidy(Math.max(...known))}` : ''
}

function peersPart(about: Record<string, unknown>): string {
  const { peers, table: measured, profile } = Peers.parse(about)
  const shape = { single: 'one message a point', batch: 'batches of 100' }
  return [
    `Profile: ${Object.entries(profile)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')}. Runs left out because the generator was too busy or late: ${measured.rejected}.\n`,
    table(
      ['system', 'version', 'an acknowledged point is', 'settings', 'alarms with a life cycle'],
      peers.map(({ name, version, durability, tuned, lifeCycle }) => [name, version, durability, tuned, lifeCycle ? 'yes' : 'no']),
    ),
    '\nSent to heard, 1,000 tags at 1 Hz, a rule on every tag, ms:\n',
    table(
      ['system', 'shape', 'p50', 'p90', 'p99', 'most', 'missed', 'points lost', 'µs/point', 'PSS MiB', 'runs'],
      measured.latency
        .toSorted((a, b) => a.shape.localeCompare(b.shape) || (a.p50 ?? 0) - (b.p50 ?? 0))
        .map((row) => [
          row.peer,
          shape[row.shape],
          ...[row.p50, row.p90, row.p99, row.max, row.missed, row.lost, row.cpuMicrosPerPoint, row.pssMiB, row.runs].map(tidy),
        ]),
    ),
    '\nAs many points as are taken, each in the shape it likes best:\n',
    table(
      ['system', 'points/s in its store', 'lost', 'µs/point', 'runs'],
      measured.flood
        .toSorted((a, b) => b.perSecond - a.perSecond)
        .map((row) => [row.peer, tidy(row.perSecond), `${tidy(row.lostShare * 100)} %`, tidy(row.cpuMicrosPerPoint), String(row.runs)]),
    ),
    '\n500 breaches within a second, ms after its beginning:\n',
    table(
      ['system', 'first heard', 'last heard', 'missed'],
      measured.burst.map((row) => [row.peer, tidy(row.firstMs), tidy(row.lastMs), tidy(row.missed)]),
    ),
  ].join('\n')
}

/** @param root the repository; reads bench/results/*.json and bench/misses.json (figure → reason). */
export function performance(root: string): string {
  const dir = join(root, 'bench', 'results')
  const results = readdirSync(dir)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => Result.parse(JSON.parse(readFileSync(join(dir, file), 'utf8'))))
  const reasons = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(join(root, 'bench', 'misses.json'), 'utf8')))
  const missed = results.flatMap((result) =>
    result.figures.filter(isMissed).map((figure) => ({ key: `${result.name}: ${figure.what}`, figure })),
  )
  const unexplained = missed.filter(({ key }) => !(key in reasons))
  if (unexplained.length > 0) throw new Error(`bench/misses.json gives no reason for: ${unexplained.map(({ key }) => key).join('; ')}`)
  const parts = results.map(({ name, at, machine, about, figures }) =>
    [
      `## ${name}\n`,
      `${at.slice(0, 10)}, commit ${machine.commit}, ${machine.cores} × ${machine.cpu}, ${machine.memoryGiB} GiB, Node ${machine.node}.\n`,
      table(
        ['what', 'median', 'runs', 'goal', 'met', 'limit in the same run'],
        figures.map((figure) => [
          figure.what,
          `${tidy(figure.value)} ${figure.unit}`.trim(),
          spread(figure),
          goalOf(figure),
          figure.goal ? (isMissed(figure) ? '**no**' : 'yes') : '',
          figure.limit ? `${tidy(figure.limit.value)} ${figure.limit.what}` : '',
        ]),
      ),
      ...(name === 'peers' ? [`\n${peersPart(about)}`] : []),
    ].join('\n'),
  )
  return [
    '# Performance (性能)\n',
    'Made from `bench/results`; how each figure is taken and how to read it stands in [bench/README.md](../bench/README.md). A figure says something about its own machine and',
    'hour; the ratios beside it say more.\n',
    '## Goals missed\n',
    missed.length === 0
      ? 'None.\n'
      : table(
          ['figure', 'measured', 'goal', 'why'],
          missed.map(({ key, figure }) => [key, `${tidy(figure.value)} ${figure.unit}`, goalOf(figure), reasons[key] ?? '']),
        ),
    ...parts,
  ].join('\n')
}
