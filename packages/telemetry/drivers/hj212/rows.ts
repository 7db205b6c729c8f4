/** Values of an HJ 212 message → rows for the gate. */
import { addressOf, type FactorValue, factorValues, type Message } from '@anyuan/codecs/hj212'
import type { SourceDefinition } from '../../definition.ts'
import { type PointSample, pointsOf, rowsOfPoints } from '../../ingest/points.ts'
import { type Rows, UNREADABLE_VALUE } from '../../ingest/rows.ts'

const factorsOf = new WeakMap<SourceDefinition, ReadonlySet<string>>()
/** Factors of which at least one field is a point. */
function wantedFactors(definition: SourceDefinition): ReadonlySet<string> {
  const before = factorsOf.get(definition)
  if (before) return before
  const factors = new Set([...pointsOf(definition).keys()].map((address) => address.slice(0, address.lastIndexOf('-'))))
  factorsOf.set(definition, factors)
  return factors
}

/**
 * A logger sends minimum, maximum, sum and more of each factor, whether anybody wants them or not: fields of a known factor that no point names are left
 * aside. A factor that is not known at all is kept once, under the address by which it can be added, for the gate to refuse.
 * @param dataTime epoch ms, NaN where the message and its first packet have none that can be read.
 */
export function rowsOfMessage(definition: SourceDefinition, message: Message, dataTime: number): Rows {
  const points = pointsOf(definition)
  const factors = wantedFactors(definition)
  const unknown = new Set<string>()
  const wanted = (one: FactorValue): boolean => {
    if (points.has(addressOf(one))) return true
    if (factors.has(one.factor) || unknown.has(one.factor)) return false
    unknown.add(one.factor)
    return true
  }
  const samples = factorValues(message, dataTime)
    .filter(wanted)
    .map(
      (one): PointSample => ({
        address: addressOf(one),
        time: one.time,
        value: one.value ?? UNREADABLE_VALUE,
        quality: one.quality,
      }),
    )
  return rowsOfPoints(definition, samples)
}
