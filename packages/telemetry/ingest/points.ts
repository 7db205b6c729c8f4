/** Foreign addresses → rows for the gate: a protocol names its values in its own way; the source's list of points says which tag each one is, and in which scale. */
import type { SourceDefinition } from '../definition.ts'
import { type Rows, UNREADABLE_VALUE } from './rows.ts'

/** One value as a protocol gives it, before scale and offset. */
export interface PointSample {
  address: string
  /** Device time, epoch ms; NaN where it cannot be read. */
  time: number
  /** NaN where the device has no value. */
  value: number
  /** A quality code of the kernel. */
  quality: number
  /** The sender itself says that it comes from its store. */
  historical?: boolean
}

type Points = ReadonlyMap<string, { tagCode: string; scale: number; offset: number }>
const known = new WeakMap<SourceDefinition, Points>()

/** The points of a source by address; made once per definition. */
export function pointsOf(definition: SourceDefinition): Points {
  const before = known.get(definition)
  if (before) return before
  const points: Points = new Map((definition.points ?? []).map((point) => [point.address, point]))
  known.set(definition, points)
  return points
}

/**
 * Rows with the tags' own codes and units: value × scale + offset. An address that is on no list keeps its name, so that the gate refuses it as
 * an unknown tag by the name under which the operator can add it; one that is an allowed tag's own code needs no point.
 */
export function rowsOfPoints(definition: SourceDefinition, samples: readonly PointSample[]): Rows {
  const points = pointsOf(definition)
  const rows: Rows = {
    tags: new Array<string>(samples.length),
    times: new Float64Array(samples.length),
    values: new Float64Array(samples.length),
    qualities: new Uint8Array(samples.length),
    units: null,
  }
  for (let i = 0; i < samples.length; i++) {
    const { address, time, value, quality, historical } = samples[i]!
    const point = points.get(address)
    rows.tags[i] = point?.tagCode ?? address
    rows.times[i] = time
    // what is no number stays so, whatever the sign of the scale
    rows.values[i] = point && value !== UNREADABLE_VALUE ? value * point.scale + point.offset : value
    rows.qualities[i] = quality
    if (historical) {
      rows.historical ??= new Uint8Array(samples.length)
      rows.historical[i] = 1
    }
  }
  return rows
}
