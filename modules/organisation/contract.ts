/** Organisation (组织): province, city, park, enterprise, area and unit on one tree, and the ground they stand on. */
import { Instant, OrgPath, Outline, PageQuery, Position, pageOf } from '@anyuan/kernel'
import { z } from 'zod'

export const OrgLevel = z.enum(['province', 'city', 'park', 'enterprise', 'area', 'unit'])
export type OrgLevel = z.infer<typeof OrgLevel>

/** What a unit is made of. Defaults belong to a new unit alone: in a change, what is absent stays as it is. */
const UnitFields = z.object({
  path: OrgPath.describe('the last label names the unit, the rest its parent'),
  level: OrgLevel,
  code: z.string().trim().min(1).max(64),
  name: z.string().trim().min(1).max(120),
  nameEn: z.string().trim().max(160).nullable(),
  position: Position.nullable(),
  outline: Outline.nullable(),
  trade: z.string().max(60).nullable().describe('行业 of an enterprise'),
  phone: z.string().max(40).nullable().describe('24 h phone (值班电话)'),
})
const { nameEn, position, outline, trade, phone } = UnitFields.shape
export const NewOrgUnit = UnitFields.extend({
  nameEn: nameEn.default(null),
  position: position.default(null),
  outline: outline.default(null),
  trade: trade.default(null),
  phone: phone.default(null),
})
export type NewOrgUnit = z.input<typeof NewOrgUnit>

export const OrgUnit = UnitFields.extend({ enabled: z.boolean(), changedAt: Instant })
export type OrgUnit = z.infer<typeof OrgUnit>

export const OrgUnitChange = UnitFields.omit({ path: true, level: true }).extend({ enabled: z.boolean() }).partial()
export type OrgUnitChange = z.infer<typeof OrgUnitChange>

export const OrgUnitQuery = PageQuery.extend({
  under: OrgPath.optional().describe('only this unit and below'),
  level: OrgLevel.optional(),
  text: z.string().max(80).optional().describe('matches name or code'),
})
export type OrgUnitQuery = z.infer<typeof OrgUnitQuery>
export const OrgUnitPage = pageOf(OrgUnit)

/** What the tree picker needs, small enough to be loaded whole: 1,500 rows for a province. */
export const OrgNode = OrgUnit.pick({ path: true, level: true, code: true, name: true, nameEn: true, position: true, enabled: true })
export type OrgNode = z.infer<typeof OrgNode>

/** One drawn thing of the plan (底图要素). */
export const GroundFeature = z.object({
  id: z.string().min(1).max(80),
  org: OrgPath,
  kind: z.enum(['plot', 'road', 'pipe_rack', 'water', 'building', 'green', 'fence', 'bund']),
  name: z.string().max(120).nullable(),
  widthMetres: z.number().positive().nullable(),
  outline: Outline,
})
export type GroundFeature = z.infer<typeof GroundFeature>

export const permissions = {
  'organisation.read': ['anyone', 'system_administrator', 'security_administrator', 'audit_administrator'],
  'organisation.write': ['park_safety_officer', 'enterprise_safety_manager', 'system_administrator'],
} as const
export type OrganisationEvent = { type: 'organisation.unit_added' | 'organisation.unit_changed'; path: OrgPath }

export const errors = {
  'organisation.not_found': 404,
  'organisation.no_parent': 422,
  'organisation.level_below_parent': 422,
  'organisation.path_taken': 409,
  'organisation.code_taken': 409,
  'organisation.touched_since': 409,
  'organisation.units_below': 409,
  'organisation.things_below': 409,
} as const
export type OrganisationError = keyof typeof errors
