/**
 * The plan of a park (园区规划图) in local metres, before it is turned and laid on the ground: 3 × 2 km, water along the south, main roads
 * of 24 m round eight blocks, a side road of 12 m through each block, pipe racks beside the main roads, plots along the roads.
 */
import type { LocalPoint } from './projection.ts'
import { type RandomStream, randomStream } from './random.ts'

export interface Rect {
  x0: number
  y0: number
  x1: number
  y1: number
}
/** A plot with its gate on the `front` side. */
export interface Plot {
  rect: Rect
  front: 'south' | 'north'
}
export type PlotSize = 'small' | 'medium' | 'large'
export interface Line {
  name: string
  widthMetres: number
  points: LocalPoint[]
}
export interface ParkPlan {
  boundary: Rect
  water: LocalPoint[]
  green: Rect[]
  mainRoads: Line[]
  sideRoads: Line[]
  pipeRacks: Line[]
  /** In the order of the sizes asked for. */
  plots: Plot[]
  reserved: Plot[]
  management: Plot
  fireStation: Plot
  treatment: Plot
}

const HALF_WIDTH = 1500
const HALF_HEIGHT = 1000
const WATER = 150
const MAIN = 24
const SIDE = 12
/** Between the main road and the first wall: verge and pipe rack. */
const VERGE = 12
const WIDTHS: Record<PlotSize, number> = { small: 170, medium: 205, large: 320 }

interface Item {
  key: string
  size: PlotSize
  width: number
}
interface Strip {
  rect: Rect
  front: 'south' | 'north'
}

/** Lays the park out. `sizes` is one per enterprise, in order; the same seed gives the same plan. */
export function planPark(seed: number, parkCode: string, sizes: readonly PlotSize[]): ParkPlan {
  const random = randomStream(seed, `plan:${parkCode}`)
  const bottom = -HALF_HEIGHT + WATER
  const xs = cuts(random, -HALF_WIDTH, HALF_WIDTH, 4, 0.12)
  const ys = cuts(random, bottom, HALF_HEIGHT, 2, 0.06)
  const mainRoads: Line[] = [
    ...xs.map((x, i) => ({
      name: `经${i + 1}路`,
      widthMetres: MAIN,
      points: [
        { x, y: bottom },
        { x, y: HALF_HEIGHT },
      ],
    })),
    ...ys.map((y, i) => ({
      name: `纬${i + 1}路`,
      widthMetres: MAIN,
      points: [
        { x: -HALF_WIDTH, y },
        { x: HALF_WIDTH, y },
      ],
    })),
  ]
  const sideRoads: Line[] = []
  const strips: Strip[] = []
  for (let column = 0; column < xs.length - 1; column++) {
    for (let row = 0; row < ys.length - 1; row++) {
      const block = {
        x0: xs[column]! + MAIN / 2 + VERGE,
        x1: xs[column + 1]! - MAIN / 2 - VERGE,
        y0: ys[row]! + MAIN / 2 + VERGE,
        y1: ys[row + 1]! - MAIN / 2 - VERGE,
      }
      const y = (block.y0 + block.y1) / 2 + random.between(-25, 25)
      sideRoads.push({
        name: `支${column * 2 + row + 1}路`,
        widthMetres: SIDE,
        points: [
          { x: block.x0, y },
          { x: block.x1, y },
        ],
      })
      strips.push({ rect: { ...block, y1: y - SIDE / 2 }, front: 'south' }, { rect: { ...block, y0: y + SIDE / 2 }, front: 'north' })
    }
  }
  // From the middle outwards, so that what is not yet let (预留用地) lies at the rim.
  strips.sort((a, b) => distance(a.rect) - distance(b.rect))
  const packed = pack(random, strips, sizes)
  return {
    boundary: { x0: -HALF_WIDTH - 30, y0: -HALF_HEIGHT, x1: HALF_WIDTH + 30, y1: HALF_HEIGHT + 30 },
    water: bank(random, bottom),
    green: [{ x0: -HALF_WIDTH, y0: bottom - 40, x1: HALF_WIDTH, y1: bottom - MAIN / 2 - 2 }],
    mainRoads,
    sideRoads,
    pipeRacks: racks(xs, ys),
    ...packed,
  }
}

function cuts(random: RandomStream, from: number, to: number, parts: number, spread: number): number[] {
  const step = (to - from - MAIN) / parts
  return Array.from({ length: parts + 1 }, (_, i) => {
    const even = from + MAIN / 2 + i * step
    return i === 0 || i === parts ? even : even + random.between(-spread, spread) * step
  })
}

const distance = (rect: Rect): number => Math.hypot((rect.x0 + rect.x1) / 2, ((rect.y0 + rect.y1) / 2 - 80) * 1.4)

/** The near bank follows the park, the far one wanders. */
function bank(random: RandomStream, bottom: number): LocalPoint[] {
  const near: LocalPoint[] = []
  const far: LocalPoint[] = []
  for (let x = -HALF_WIDTH - 200; x <= HALF_WIDTH + 200; x += 170) {
    near.push({ x, y: bottom - 46 - random.between(0, 10) })
    far.push({ x, y: bottom - 150 - random.between(0, 45) })
  }
  return [...near, ...far.reverse()]
}

function racks(xs: number[], ys: number[]): Line[] {
  const offset = MAIN / 2 + 6
  return [
    {
      name: '公共管廊 1',
      widthMetres: 6,
      points: [
        { x: xs[0]!, y: ys[1]! + offset },
        { x: xs[4]!, y: ys[1]! + offset },
      ],
    },
    {
      name: '公共管廊 2',
      widthMetres: 6,
      points: [
        { x: xs[1]! + offset, y: ys[0]! },
        { x: xs[1]! + offset, y: ys[2]! },
      ],
    },
    {
      name: '公共管廊 3',
      widthMetres: 6,
      points: [
        { x: xs[3]! - offset, y: ys[0]! },
        { x: xs[3]! - offset, y: ys[2]! },
      ],
    },
  ]
}

function pack(random: RandomStream, strips: readonly Strip[], sizes: readonly PlotSize[]) {
  const special = ['management', 'fire', 'treatment']
  for (let factor = 1; factor > 0.5; factor -= 0.04) {
    const items: Item[] = sizes.map((size, i) => ({ key: String(i), size, width: WIDTHS[size] * factor * random.between(0.9, 1.12) }))
    for (let i = items.length - 1; i > 0; i--) {
      const j = random.whole(0, i)
      ;[items[i], items[j]] = [items[j]!, items[i]!]
    }
    const queue: Item[] = [...special.map((key) => ({ key, size: 'medium' as const, width: 130 * factor })), ...items]
    const placed = new Map<string, Plot>()
    const reserved: Plot[] = []
    for (const strip of strips) layStrip(random, strip, queue, placed, reserved)
    if (queue.length === 0) {
      return {
        plots: sizes.map((_, i) => placed.get(String(i))!),
        reserved,
        management: placed.get('management')!,
        fireStation: placed.get('fire')!,
        treatment: placed.get('treatment')!,
      }
    }
  }
  throw new Error(`${sizes.length} enterprises do not fit into one park`)
}

/** Fills one strip from the head of the queue; small plots lie back to back in one column. What is left over is stretched or reserved. */
function layStrip(random: RandomStream, strip: Strip, queue: Item[], placed: Map<string, Plot>, reserved: Plot[]): void {
  const total = strip.rect.x1 - strip.rect.x0
  const columns: { width: number; items: Item[] }[] = []
  let used = 0
  for (
    let at = queue.findIndex((item) => used + item.width <= total);
    at >= 0;
    at = queue.findIndex((item) => used + item.width <= total)
  ) {
    const [first] = queue.splice(at, 1)
    const items = [first!]
    if (first!.size === 'small') {
      const mate = queue.findIndex((item) => item.size === 'small')
      if (mate >= 0) items.push(...queue.splice(mate, 1))
    }
    columns.push({ width: first!.width, items })
    used += first!.width
  }
  const left = total - used
  const stretch = columns.length > 0 && left < 110 ? total / used : 1
  let x = strip.rect.x0
  for (const column of columns) {
    const width = column.width * stretch
    const rect = { x0: x, x1: x + width, y0: strip.rect.y0, y1: strip.rect.y1 }
    x += width
    if (column.items.length === 2) {
      const middle = rect.y0 + (rect.y1 - rect.y0) * random.between(0.46, 0.54)
      placed.set(column.items[0]!.key, { rect: { ...rect, y1: middle }, front: 'south' })
      placed.set(column.items[1]!.key, { rect: { ...rect, y0: middle }, front: 'north' })
    } else placed.set(column.items[0]!.key, { rect, front: strip.front })
  }
  if (left >= 110) reserved.push({ rect: { ...strip.rect, x0: x }, front: strip.front })
}
