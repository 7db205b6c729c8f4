/** What stands inside one enterprise's plot: gate and control room at the road, warehouse and process unit within, tank farm with bund at the back. Local metres. */
import type { Plot, PlotSize, Rect } from './plan.ts'
import type { LocalPoint } from './projection.ts'

export interface TankPlace {
  at: LocalPoint
  diameterMetres: number
}
export interface FarmPlace {
  bund: Rect
  tanks: TankPlace[]
}
export interface PlotLayout {
  wall: Rect
  gate: LocalPoint
  controlRoom: Rect
  process: Rect
  reactors: LocalPoint[]
  warehouse: Rect
  farms: FarmPlace[]
}

/** Lays out a plot. `tanksPerFarm` is one entry per tank farm; more than one needs a large plot or a trade without process. */
export function layPlot(plot: Plot, size: PlotSize, tanksPerFarm: readonly number[], reactors: number): PlotLayout {
  const at = frame(plot)
  // A small plot is shallower: the same fractions hold, so that a duty officer finds the gate and the tanks on the same side everywhere.
  const farmZones =
    tanksPerFarm.length === 1
      ? [at(0.05, 0.52, 0.6, 0.94)]
      : reactors === 0
        ? [at(0.05, 0.56, 0.48, 0.94), at(0.53, 0.56, 0.95, 0.94), at(0.05, 0.26, 0.48, 0.5)]
        : [at(0.05, 0.58, 0.6, 0.94), at(0.05, 0.3, 0.5, 0.54), at(0.53, 0.26, 0.62, 0.54)]
  const process = at(0.66, 0.48, 0.95, 0.94)
  const tall = process.y1 - process.y0 > process.x1 - process.x0
  return {
    wall: inset({ ...plot.rect }, 3),
    gate: centre(at(0.44, 0, 0.5, 0.02)),
    controlRoom: at(0.06, 0.07, 0.28, size === 'small' ? 0.2 : 0.17),
    process,
    reactors: Array.from({ length: reactors }, (_, i) => {
      const along = (i + 1) / (reactors + 1)
      return tall
        ? { x: (process.x0 + process.x1) / 2, y: process.y0 + (process.y1 - process.y0) * along }
        : { x: process.x0 + (process.x1 - process.x0) * along, y: (process.y0 + process.y1) / 2 }
    }),
    warehouse: at(0.66, 0.1, 0.95, 0.36),
    farms: tanksPerFarm.map((count, i) => farm(farmZones[i]!, count)),
  }
}

/** Fractions of width and depth, counted from the left end of the road side, to a rectangle on the ground. */
function frame({ rect, front }: Plot): (u0: number, v0: number, u1: number, v1: number) => Rect {
  const inner = inset(rect, 5)
  const width = inner.x1 - inner.x0
  const depth = inner.y1 - inner.y0
  return (u0, v0, u1, v1) => ({
    x0: inner.x0 + width * u0,
    x1: inner.x0 + width * u1,
    y0: front === 'south' ? inner.y0 + depth * v0 : inner.y1 - depth * v1,
    y1: front === 'south' ? inner.y0 + depth * v1 : inner.y1 - depth * v0,
  })
}

function farm(bund: Rect, count: number): FarmPlace {
  const width = bund.x1 - bund.x0
  const depth = bund.y1 - bund.y0
  let columns = 1
  let best = 0
  for (let n = 1; n <= count; n++) {
    const cell = Math.min(width / n, depth / Math.ceil(count / n))
    if (cell > best) {
      best = cell
      columns = n
    }
  }
  const rows = Math.ceil(count / columns)
  const diameterMetres = Math.min(38, best * 0.6)
  return {
    bund,
    tanks: Array.from({ length: count }, (_, i) => ({
      at: { x: bund.x0 + (width * ((i % columns) + 0.5)) / columns, y: bund.y0 + (depth * (Math.floor(i / columns) + 0.5)) / rows },
      diameterMetres,
    })),
  }
}

export const centre = (rect: Rect): LocalPoint => ({ x: (rect.x0 + rect.x1) / 2, y: (rect.y0 + rect.y1) / 2 })
export const inset = (rect: Rect, metres: number): Rect => ({
  x0: rect.x0 + metres,
  y0: rect.y0 + metres,
  x1: rect.x1 - metres,
  y1: rect.y1 - metres,
})
export const corners = (rect: Rect): LocalPoint[] => [
  { x: rect.x0, y: rect.y0 },
  { x: rect.x1, y: rect.y0 },
  { x: rect.x1, y: rect.y1 },
  { x: rect.x0, y: rect.y1 },
]
/** A circle drawn with sixteen corners. */
export const circle = (at: LocalPoint, diameterMetres: number): LocalPoint[] =>
  Array.from({ length: 16 }, (_, i) => ({
    x: at.x + (diameterMetres / 2) * Math.cos((i * Math.PI) / 8),
    y: at.y + (diameterMetres / 2) * Math.sin((i * Math.PI) / 8),
  }))

/** The point `metres` from `at`, `degrees` anticlockwise from the plan's east. */
export const beside = (at: LocalPoint, metres: number, degrees: number): LocalPoint => ({
  x: at.x + metres * Math.cos((degrees * Math.PI) / 180),
  y: at.y + metres * Math.sin((degrees * Math.PI) / 180),
})

/** `count` points spread evenly along the edge of a rectangle, `outwardMetres` outside it. */
export function around(rect: Rect, count: number, outwardMetres: number): LocalPoint[] {
  const ring = inset(rect, -outwardMetres)
  const width = ring.x1 - ring.x0
  const depth = ring.y1 - ring.y0
  const length = 2 * (width + depth)
  return Array.from({ length: count }, (_, i) => {
    let along = ((i + 0.5) / count) * length
    if (along < width) return { x: ring.x0 + along, y: ring.y0 }
    along -= width
    if (along < depth) return { x: ring.x1, y: ring.y0 + along }
    along -= depth
    if (along < width) return { x: ring.x1 - along, y: ring.y1 }
    return { x: ring.x0, y: ring.y1 - (along - width) }
  })
}
