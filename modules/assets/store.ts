/** The SQL of assets and tags. */
import { type SelectQueryBuilder, sql } from 'kysely'
import type { Asset, AssetQuery, MapPoints, Tag, TagQuery } from './contract.ts'
import type { UnnumberedTag } from './rules.ts'
import { momentStore } from './store/moment.ts'
import { type AssetsTables, assetRow, CHUNK, named, type Tx, tagRow, toAsset, toTag } from './store/rows.ts'
import { settingsStore } from './store/settings.ts'

export type { AssetsTables, Tx } from './store/rows.ts'

type Filtered = 'asset' | 'tag'
function within<T extends Filtered, O>(
  q: SelectQueryBuilder<AssetsTables, T, O>,
  table: T,
  query: { under?: string; text?: string },
): SelectQueryBuilder<AssetsTables, T, O> {
  let filtered = q
  if (query.under) filtered = filtered.where(sql<boolean>`${sql.table(table)}.org <@ ${query.under}::ltree`)
  if (query.text)
    filtered = filtered.where(
      sql<boolean>`(${sql.table(table)}.name ilike ${`%${query.text}%`} or ${sql.table(table)}.code ilike ${`%${query.text}%`})`,
    )
  return filtered
}

export const assetsStore = {
  ...settingsStore,
  ...momentStore,
  async asset(tx: Tx, by: { id: string } | { code: string }): Promise<Asset | undefined> {
    const row = await tx
      .selectFrom('asset')
      .selectAll()
      .where((e) => ('id' in by ? e('id', '=', by.id) : e('code', '=', by.code)))
      .executeTakeFirst()
    return row && toAsset(row)
  },
  async assets(tx: Tx, query: AssetQuery): Promise<{ items: Asset[]; total: number }> {
    const filter = <O>(q: SelectQueryBuilder<AssetsTables, 'asset', O>) => {
      const filtered = within(q, 'asset', query)
      return query.kind ? filtered.where('kind', '=', query.kind) : filtered
    }
    const rows = await filter(tx.selectFrom('asset').selectAll())
      .orderBy('code')
      .limit(query.pageSize)
      .offset((query.page - 1) * query.pageSize)
      .execute()
    const { total } = await filter(tx.selectFrom('asset').select((e) => e.fn.countAll<number>().as('total'))).executeTakeFirstOrThrow()
    return { items: rows.map(toAsset), total }
  },
  /** Every asset with a place, for the map: no page, few columns. */
  async shapes(tx: Tx, under = '') {
    const rows = await tx
      .selectFrom('asset')
      .select(['id', 'code', 'name', 'kind', 'org', 'position', 'outline'])
      .where(sql<boolean>`org <@ ${under}::ltree`)
      .where((e) => e.or([e('position', 'is not', null), e('outline', 'is not', null)]))
      .orderBy('code')
      .execute()
    return rows
  },
  async saveAssets(tx: Tx, assets: readonly Asset[]): Promise<void> {
    for (let at = 0; at < assets.length; at += CHUNK)
      await tx
        .insertInto('asset')
        .values(assets.slice(at, at + CHUNK).map(assetRow))
        .onConflict((c) =>
          c.column('id').doUpdateSet((e) => ({
            org: e.ref('excluded.org'),
            code: e.ref('excluded.code'),
            name: e.ref('excluded.name'),
            kind: e.ref('excluded.kind'),
            position: e.ref('excluded.position'),
            outline: e.ref('excluded.outline'),
            detail: e.ref('excluded.detail'),
            operating_state: e.ref('excluded.operating_state'),
            changed_at: e.ref('excluded.changed_at'),
          })),
        )
        .execute()
  },
  async tag(tx: Tx, by: { number: number } | { code: string }): Promise<Tag | undefined> {
    const row = await tx
      .selectFrom('tag')
      .selectAll()
      .where((e) => ('number' in by ? e('number', '=', by.number) : e('code', '=', by.code)))
      .executeTakeFirst()
    return row && toTag(row)
  },
  async tags(tx: Tx, query: TagQuery): Promise<{ items: Tag[]; total: number }> {
    const filter = <O>(q: SelectQueryBuilder<AssetsTables, 'tag', O>) => {
      let filtered = within(q, 'tag', query)
      if (query.kind) filtered = filtered.where('kind', '=', query.kind)
      if (query.assetCode) filtered = filtered.where('asset_code', '=', query.assetCode)
      return filtered
    }
    const rows = await filter(tx.selectFrom('tag').selectAll())
      .orderBy('code')
      .limit(query.pageSize)
      .offset((query.page - 1) * query.pageSize)
      .execute()
    const { total } = await filter(tx.selectFrom('tag').select((e) => e.fn.countAll<number>().as('total'))).executeTakeFirstOrThrow()
    return { items: rows.map(toTag), total }
  },
  async tagsByNumber(tx: Tx, numbers: readonly number[]): Promise<Tag[]> {
    if (numbers.length === 0) return []
    const rows = await tx.selectFrom('tag').selectAll().where(sql<boolean>`number = any (${numbers}::int[])`).execute()
    return rows.map(toTag)
  },
  async knownCodes(tx: Tx, codes: readonly string[]): Promise<Set<string>> {
    const rows = await tx.selectFrom('tag').select('code').where(sql<boolean>`code = any (${codes}::text[])`).execute()
    return new Set(rows.map((row) => row.code))
  },
  async allTags(tx: Tx): Promise<Tag[]> {
    // the whole province at once: checked when written, and checking 100,000 rows again would hold up every other answer
    return (await tx.selectFrom('tag').selectAll().orderBy('number').execute()).map(named) as unknown as Tag[]
  },
  async gasTags(tx: Tx, under = ''): Promise<{ tag: Tag; asset: Asset | null }[]> {
    const tags = (
      await tx
        .selectFrom('tag')
        .selectAll()
        .where('kind', 'in', ['combustible_gas', 'toxic_gas', 'oxygen'])
        .where(sql<boolean>`org <@ ${under}::ltree`)
        .orderBy('code')
        .execute()
    ).map(toTag)
    const codes = [...new Set(tags.flatMap((tag) => tag.assetCode ?? []))]
    const assets =
      codes.length === 0
        ? []
        : (await tx.selectFrom('asset').selectAll().where(sql<boolean>`code = any (${codes}::text[])`).execute()).map(toAsset)
    const byCode = new Map(assets.map((asset) => [asset.code, asset]))
    return tags.map((tag) => ({ tag, asset: (tag.assetCode && byCode.get(tag.assetCode)) || null }))
  },
  /** @returns the numbers given, in the order of `tags`. */
  async addTags(tx: Tx, tags: readonly UnnumberedTag[]): Promise<number[]> {
    const numbers = new Map<string, number>()
    for (let at = 0; at < tags.length; at += CHUNK) {
      const rows = await tx
        .insertInto('tag')
        .values(tags.slice(at, at + CHUNK).map(tagRow))
        .returning(['code', 'number'])
        .execute()
      for (const { code, number } of rows) numbers.set(code, number)
    }
    return tags.map((tag) => numbers.get(tag.code)!)
  },
  async saveTag(tx: Tx, tag: Tag): Promise<void> {
    await tx.updateTable('tag').set(tagRow(tag)).where('number', '=', tag.number).execute()
  },
  /** Tags in columns; a tag without a position of its own stands where its asset stands, one without either is not on the map. */
  async points(tx: Tx, under = ''): Promise<MapPoints> {
    const { rows } = await sql<{
      number: number
      code: string
      name: string
      kind: Tag['kind']
      unit: string
      org: string
      asset_code: string | null
      lon: number
      lat: number
      seconds: number
    }>`
      select t.number, t.code, t.name, t.kind, t.unit, t.org::text as org, t.asset_code, t.expected_interval_seconds as seconds,
        (coalesce(t.position, a.position)->>'lon')::float8 as lon, (coalesce(t.position, a.position)->>'lat')::float8 as lat
      from tag t left join asset a on a.code = t.asset_code
      where t.enabled and t.org <@ ${under}::ltree and coalesce(t.position, a.position) is not null order by t.number`.execute(tx)
    return {
      numbers: rows.map((r) => r.number),
      codes: rows.map((r) => r.code),
      names: rows.map((r) => r.name),
      kinds: rows.map((r) => r.kind),
      units: rows.map((r) => r.unit),
      orgs: rows.map((r) => r.org),
      assetCodes: rows.map((r) => r.asset_code),
      lons: rows.map((r) => r.lon),
      lats: rows.map((r) => r.lat),
      expectedIntervalSeconds: rows.map((r) => r.seconds),
    }
  },
}
export type AssetsStore = typeof assetsStore
