/** Where things are and whose they are: organisation paths, positions and outlines with the reference system they were measured in. */
import { z } from 'zod'

/** Path of an organisation unit (组织路径), an ltree: `ln.sy.sypark.e01.a02`. The data scope of a person is a set of such paths. */
export const OrgPath = z
  .string()
  .regex(/^[a-z0-9_]+(\.[a-z0-9_]+)*$/)
  .max(512)
  .brand<'OrgPath'>()
export type OrgPath = z.infer<typeof OrgPath>
export const orgPath = (text: string): OrgPath => OrgPath.parse(text)
export const isWithin = (path: string, ancestor: string): boolean => ancestor === '' || path === ancestor || path.startsWith(`${ancestor}.`)

/** Coordinates are stored as measured, with their reference system (坐标系); conversion happens at the edge, never in the store. */
export const Crs = z.enum(['WGS-84', 'CGCS2000', 'GCJ-02'])
export type Crs = z.infer<typeof Crs>
export const Position = z.object({
  crs: Crs,
  lon: z.number().min(-180).max(180),
  lat: z.number().min(-90).max(90),
  heightMetres: z.number().optional(),
})
export type Position = z.infer<typeof Position>

const LonLat = z.tuple([z.number(), z.number()])
export const Geometry = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Polygon'), coordinates: z.array(z.array(LonLat).min(4)).min(1) }),
  z.object({ type: z.literal('LineString'), coordinates: z.array(LonLat).min(2) }),
])
export type Geometry = z.infer<typeof Geometry>
export const Outline = z.object({ crs: Crs, geometry: Geometry })
export type Outline = z.infer<typeof Outline>
