/** Which tags stand near one that alarms: of the same asset first, then the nearest, then the rest of the area. Pure. */
import type { Tag } from '@anyuan/ui'

const EARTH_METRES_PER_DEGREE = 111_320 // mean meridian; good enough to say which detector is nearer

type Place = Pick<Tag, 'position'>
/** Metres between two tags; null where one has no position of its own. */
export function metresBetween(a: Place, b: Place): number | null {
  if (!a.position || !b.position) return null
  const north = (b.position.lat - a.position.lat) * EARTH_METRES_PER_DEGREE
  const east = (b.position.lon - a.position.lon) * EARTH_METRES_PER_DEGREE * Math.cos((a.position.lat * Math.PI) / 180)
  return Math.hypot(north, east)
}

export function nearest<T extends Pick<Tag, 'number' | 'code' | 'assetCode' | 'position'>>(
  tag: T,
  others: readonly T[],
  atMost: number,
): T[] {
  const rank = (other: T) => (tag.assetCode !== null && other.assetCode === tag.assetCode ? 0 : 1)
  return others
    .filter((other) => other.number !== tag.number)
    .map((other) => ({ other, rank: rank(other), metres: metresBetween(tag, other) ?? Number.POSITIVE_INFINITY }))
    .sort((a, b) => a.rank - b.rank || (a.metres === b.metres ? 0 : a.metres - b.metres) || a.other.code.localeCompare(b.other.code))
    .slice(0, atMost)
    .map(({ other }) => other)
}
