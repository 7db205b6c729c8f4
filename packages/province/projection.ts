/**
 * Local metres (east, north) around a park's centre to WGS-84 and back. Equirectangular about the centre with the length of a
 * degree on the WGS-84 ellipsoid at that latitude: exact enough (< 0.1 m) within 5 km, and invertible.
 */
import type { Outline, Position } from '@anyuan/kernel'

/** Metres east (`x`) and north (`y`) of the park's centre. */
export interface LocalPoint {
  x: number
  y: number
}
export interface Centre {
  lon: number
  lat: number
}

const RADIANS = Math.PI / 180
/** Series for the length of one degree on the WGS-84 ellipsoid, metres. */
export function metresPerDegree(lat: number): { lon: number; lat: number } {
  const phi = lat * RADIANS
  return {
    lat: 111132.92 - 559.82 * Math.cos(2 * phi) + 1.175 * Math.cos(4 * phi),
    lon: 111412.84 * Math.cos(phi) - 93.5 * Math.cos(3 * phi) + 0.118 * Math.cos(5 * phi),
  }
}

const round7 = (degrees: number): number => Math.round(degrees * 1e7) / 1e7

export interface Projection {
  lonLat(point: LocalPoint): [number, number]
  local(at: { lon: number; lat: number }): LocalPoint
  position(point: LocalPoint): Position
  polygon(points: readonly LocalPoint[]): Outline
  line(points: readonly LocalPoint[]): Outline
}

/** The projection of one park. `tiltDegrees` turns the plan (anticlockwise) before it is laid on the ground; `local` answers in unturned metres east and north. */
export function projectionAt(centre: Centre, tiltDegrees = 0): Projection {
  const degree = metresPerDegree(centre.lat)
  const cos = Math.cos(tiltDegrees * RADIANS)
  const sin = Math.sin(tiltDegrees * RADIANS)
  const lonLat = ({ x, y }: LocalPoint): [number, number] => [
    round7(centre.lon + (x * cos - y * sin) / degree.lon),
    round7(centre.lat + (x * sin + y * cos) / degree.lat),
  ]
  return {
    lonLat,
    local: (at) => ({ x: (at.lon - centre.lon) * degree.lon, y: (at.lat - centre.lat) * degree.lat }),
    position: (point) => {
      const [lon, lat] = lonLat(point)
      return { crs: 'WGS-84', lon, lat }
    },
    polygon: (points) => ({ crs: 'WGS-84', geometry: { type: 'Polygon', coordinates: [[...points, points[0]!].map(lonLat)] } }),
    line: (points) => ({ crs: 'WGS-84', geometry: { type: 'LineString', coordinates: points.map(lonLat) } }),
  }
}
