/** The wind of a park out of its weather tags: found by kind and unit, taken only while it is good and fresh. */
import type { LiveValue } from '@anyuan/ui'
import type { TagPoint } from './places.ts'

export interface WindTags {
  speed: TagPoint
  direction: TagPoint
  temperature: TagPoint | undefined
}
/** The weather tags of one station below `under`: the one whose mast comes first by code. */
export function windTags(tags: Iterable<TagPoint>, under: string): WindTags | null {
  const weather = [...tags]
    .filter((tag) => tag.kind === 'weather' && (tag.org === under || tag.org.startsWith(`${under}.`)))
    .sort((a, b) => (a.code < b.code ? -1 : 1))
  for (const direction of weather.filter((tag) => tag.unit === '°')) {
    const sameMast = weather.filter((tag) => tag.assetCode === direction.assetCode)
    const speed = sameMast.find((tag) => tag.unit === 'm/s')
    if (speed) return { speed, direction, temperature: sameMast.find((tag) => tag.unit === '℃' || tag.unit === '°C') }
  }
  return null
}

const SECTORS = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const
export type Sector = (typeof SECTORS)[number]
/** Where the wind comes from, of eight sectors; degrees clockwise from north. */
export const sectorOf = (degrees: number): Sector => SECTORS[Math.round((((degrees % 360) + 360) % 360) / 45) % 8] ?? 'n'

/** A reading that may be shown as present: good or uncertain, and not null. */
export const usable = (value: LiveValue | undefined): number | null =>
  value && value.value !== null && value.quality <= 1 ? value.value : null
