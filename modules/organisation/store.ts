/** The organisation's SQL. */
import type { OrgPath } from '@anyuan/kernel'
import { type Kysely, type SelectQueryBuilder, sql } from 'kysely'
import { GroundFeature, OrgNode, OrgUnit, type OrgUnitQuery } from './contract.ts'

interface Row {
  org: string
  level: OrgUnit['level']
  code: string
  name: string
  name_en: string | null
  position: unknown
  outline: unknown
  trade: string | null
  phone: string | null
  enabled: boolean
  changed_at: string
}
interface FeatureRow {
  id: string
  org: string
  kind: string
  name: string | null
  width_metres: number | null
  outline: unknown
}
export interface OrganisationTables {
  org_unit: Row
  ground_feature: FeatureRow
}
export type Tx = Kysely<OrganisationTables>

const json = (value: unknown) => (value === null ? null : JSON.stringify(value))
const toRow = (unit: OrgUnit): Row => ({
  org: unit.path,
  level: unit.level,
  code: unit.code,
  name: unit.name,
  name_en: unit.nameEn,
  position: json(unit.position),
  outline: json(unit.outline),
  trade: unit.trade,
  phone: unit.phone,
  enabled: unit.enabled,
  changed_at: unit.changedAt,
})
const fromRow = (row: Row): OrgUnit => OrgUnit.parse({ ...row, path: row.org, nameEn: row.name_en, changedAt: row.changed_at })

export const organisationStore = {
  async find(tx: Tx, path: string): Promise<OrgUnit | undefined> {
    const row = await tx.selectFrom('org_unit').selectAll().where('org', '=', path).executeTakeFirst()
    return row && fromRow(row)
  },
  async codeTaken(tx: Tx, code: string, except: string | null = null): Promise<boolean> {
    const row = await tx.selectFrom('org_unit').select('org').where('code', '=', code).executeTakeFirst()
    return row !== undefined && row.org !== except
  },
  async save(tx: Tx, unit: OrgUnit): Promise<void> {
    const row = toRow(unit)
    await tx
      .insertInto('org_unit')
      .values(row)
      .onConflict((c) => c.column('org').doUpdateSet(row))
      .execute()
  },
  async all(tx: Tx): Promise<OrgUnit[]> {
    return (await tx.selectFrom('org_unit').selectAll().execute()).map(fromRow)
  },
  async addAll(tx: Tx, units: readonly OrgUnit[]): Promise<void> {
    for (let at = 0; at < units.length; at += 500)
      await tx
        .insertInto('org_unit')
        .values(units.slice(at, at + 500).map(toRow))
        .execute()
  },
  async page(tx: Tx, query: OrgUnitQuery): Promise<{ items: OrgUnit[]; total: number }> {
    const filter = <O>(q: SelectQueryBuilder<OrganisationTables, 'org_unit', O>) => {
      let filtered = q
      if (query.under) filtered = filtered.where(sql<boolean>`org <@ ${query.under}::ltree`)
      if (query.level) filtered = filtered.where('level', '=', query.level)
      if (query.text) filtered = filtered.where((e) => e.or([e('name', 'ilike', `%${query.text}%`), e('code', 'ilike', `%${query.text}%`)]))
      return filtered
    }
    const rows = await filter(tx.selectFrom('org_unit').selectAll())
      .orderBy('org')
      .limit(query.pageSize)
      .offset((query.page - 1) * query.pageSize)
      .execute()
    const { total } = await filter(tx.selectFrom('org_unit').select((e) => e.fn.countAll<number>().as('total'))).executeTakeFirstOrThrow()
    return { items: rows.map(fromRow), total }
  },
  async nodes(tx: Tx): Promise<OrgNode[]> {
    const rows = await tx
      .selectFrom('org_unit')
      .select(['org', 'level', 'code', 'name', 'name_en', 'position', 'enabled'])
      .orderBy('org')
      .execute()
    return rows.map((row) => OrgNode.parse({ ...row, path: row.org, nameEn: row.name_en }))
  },
  async ground(tx: Tx, under: OrgPath | undefined): Promise<GroundFeature[]> {
    let query = tx.selectFrom('ground_feature').selectAll()
    if (under) query = query.where(sql<boolean>`org <@ ${under}::ltree`)
    const rows = await query.orderBy('id').execute()
    return rows.map((row) => GroundFeature.parse({ ...row, widthMetres: row.width_metres }))
  },
  async saveGround(tx: Tx, features: readonly GroundFeature[]): Promise<void> {
    for (let at = 0; at < features.length; at += 500)
      await tx
        .insertInto('ground_feature')
        .values(
          features.slice(at, at + 500).map((f) => ({
            id: f.id,
            org: f.org,
            kind: f.kind,
            name: f.name,
            width_metres: f.widthMetres,
            outline: JSON.stringify(f.outline),
          })),
        )
        .onConflict((c) =>
          c.column('id').doUpdateSet((e) => ({
            org: e.ref('excluded.org'),
            kind: e.ref('excluded.kind'),
            name: e.ref('excluded.name'),
            width_metres: e.ref('excluded.width_metres'),
            outline: e.ref('excluded.outline'),
          })),
        )
        .execute()
  },
}
export type OrganisationStore = typeof organisationStore
