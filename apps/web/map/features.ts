/** Turns what the server tells into GeoJSON for the plan. */
import { formatValue, type LiveValue } from '@anyuan/ui'
import type { Feature, FeatureCollection, Geometry, Position } from 'geojson'
import type { Place, PlaceState, TagPoint } from './places.ts'

interface Outlined {
  geometry: { type: string; coordinates: unknown }
}
/** What the plan needs of a ground feature. */
export type Ground = readonly { kind: string; name: string | null; widthMetres: number | null; outline: Outlined }[]
/** What the plan needs of an asset. */
export type Shapes = readonly {
  id: string
  code: string
  name: string
  kind: string
  org: string
  position: { lon: number; lat: number } | null
  outline: Outlined | null
}[]

const collection = (features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features })

const NAMED: ReadonlySet<string> = new Set(['plot', 'building', 'water'])

/** Where the name of an area stands: just inside its north-west corner, so that it covers nothing in the middle. */
export function nameCorner(ring: readonly (readonly number[])[]): [number, number] | null {
  if (ring.length === 0) return null
  let lon = 0
  let lat = 0
  let corner = ring[0]!
  for (const point of ring) {
    lon += point[0]! / ring.length
    lat += point[1]! / ring.length
    if (point[1]! - point[0]! > corner[1]! - corner[0]!) corner = point
  }
  const inwards = 0.12
  return [corner[0]! + (lon - corner[0]!) * inwards, corner[1]! + (lat - corner[1]!) * inwards]
}
const ringOf = ({ type, coordinates }: Outlined['geometry']): number[][] =>
  type === 'Polygon' ? ((coordinates as number[][][])[0] ?? []) : []

/** Areas and lines, and a point for each name. */
export const groundFeatures = (ground: Ground): FeatureCollection =>
  collection(
    ground.flatMap(({ outline, kind, name, widthMetres }): Feature[] => {
      const drawn: Feature = { type: 'Feature', properties: { kind, name, widthMetres }, geometry: outline.geometry as Geometry }
      const corner = name && NAMED.has(kind) ? nameCorner(ringOf(outline.geometry)) : null
      if (!corner) return [drawn]
      return [drawn, { type: 'Feature', properties: { kind: `${kind}-name`, name }, geometry: { type: 'Point', coordinates: corner } }]
    }),
  )
/** Drawn outlines of tanks, reactors, warehouses… */
export const shapeFeatures = (shapes: Shapes): FeatureCollection =>
  collection(
    shapes.flatMap((shape) =>
      shape.outline
        ? [
            {
              type: 'Feature' as const,
              properties: { code: shape.code, name: shape.name, kind: shape.kind },
              geometry: shape.outline.geometry as Geometry,
            },
          ]
        : [],
    ),
  )
const FIXTURES: ReadonlySet<string> = new Set(['camera', 'gate', 'weather_station'])
/** Cameras, gates and weather masts: a mark without a live state of their own. */
export const fixtureFeatures = (shapes: Shapes): FeatureCollection =>
  collection(
    shapes.flatMap((shape) =>
      shape.position && FIXTURES.has(shape.kind)
        ? [
            {
              type: 'Feature' as const,
              properties: { code: shape.code, name: shape.name, kind: shape.kind },
              geometry: { type: 'Point' as const, coordinates: [shape.position.lon, shape.position.lat] },
            },
          ]
        : [],
    ),
  )

export const placeFeature = (place: Place, state: PlaceState, label: string): Feature => ({
  type: 'Feature',
  id: place.id,
  properties: { id: place.id, code: place.code, label, ...state },
  geometry: { type: 'Point', coordinates: [place.lon, place.lat] },
})

/** The value beside a mark: the first tag of the place, or the one that alarms. Bad data is not shown as a value. */
export function labelOf(tag: TagPoint | undefined, value: LiveValue | undefined): string {
  if (!tag || !value || value.value === null || value.quality === 2) return ''
  const text = formatValue(value.value, tag.unit)
  return value.quality === 0 ? text : `~ ${text}`
}

export type Bounds = [west: number, south: number, east: number, north: number]
/** The smallest box around everything drawn; null when nothing is. */
export function boundsOf(geometries: readonly { type: string; coordinates: unknown }[]): Bounds | null {
  let box: Bounds | null = null
  const visit = (coordinates: unknown): void => {
    if (!Array.isArray(coordinates)) return
    if (typeof coordinates[0] === 'number') {
      const [lon, lat] = coordinates as Position as [number, number]
      box = box ? [Math.min(box[0], lon), Math.min(box[1], lat), Math.max(box[2], lon), Math.max(box[3], lat)] : [lon, lat, lon, lat]
      return
    }
    for (const inner of coordinates) visit(inner)
  }
  for (const { coordinates } of geometries) visit(coordinates)
  return box
}
