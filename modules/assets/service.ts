/** Use cases of assets and tags, and of what they read. */
import { randomUUID } from 'node:crypto'
import { accept, type Caller, type Instant, Refused, toEpochMs, WHOLE_HOUSE } from '@anyuan/kernel'
import {
  Asset,
  type AssetChange,
  type AssetQuery,
  type CurrentValue,
  type History,
  type HistoryQuery,
  NewAsset,
  type NewTag,
  type RawQuery,
  type RawSeries,
  type SetPointFinding,
  type Tag,
  type TagChange,
  type TagQuery,
} from './contract.ts'
import { addTag, changeTag, gasSetPointFindings } from './rules.ts'
import { formulasService, mustCompute } from './service/formulas.ts'
import { historyRowsService } from './service/history-rows.ts'
import { momentService } from './service/moment.ts'
import type { Needs } from './service/needs.ts'
import { FIRST_SETTING, settingsService } from './service/settings.ts'

export type { Needs, Readings } from './service/needs.ts'

export const assetsService = (needs: Needs) => {
  const { transact, store, outbox, audit, clock, organisationExists, readings } = needs
  const mustStandSomewhere = async (org: string) => {
    if (!(await organisationExists(org))) throw new Refused('assets.no_such_organisation', { org })
  }
  /** Only tags that the caller may see; the others are refused as not found, so that numbers cannot be tried out. */
  const visible = (caller: Caller, numbers: readonly number[]) =>
    transact(caller.scope, async (tx) => {
      const tags = await store.tagsByNumber(tx, numbers)
      const seen = new Set(tags.map((tag) => tag.number))
      const missing = numbers.find((number) => !seen.has(number))
      if (missing !== undefined) throw new Refused('assets.tag_not_found', { number: missing })
      return tags
    })
  const windowOf = ({ from, to }: { from: Instant; to: Instant }) => {
    const window = { from: toEpochMs(from), to: toEpochMs(to) }
    if (window.from >= window.to) throw new Refused('assets.window_empty', { from, to })
    return window
  }

  return {
    ...settingsService(needs),
    ...historyRowsService(needs, visible, windowOf),
    ...formulasService(needs),
    ...momentService(needs, visible),
    assets: (caller: Caller, query: AssetQuery) => transact(caller.scope, (tx) => store.assets(tx, query)),
    shapes: (caller: Caller, under: string | undefined) => transact(caller.scope, (tx) => store.shapes(tx, under)),
    points: (caller: Caller, under: string | undefined) => transact(caller.scope, (tx) => store.points(tx, under)),
    asset: (caller: Caller, id: string): Promise<Asset> =>
      transact(caller.scope, async (tx) => {
        const asset = await store.asset(tx, { id })
        if (!asset) throw new Refused('assets.not_found', { id })
        return asset
      }),
    async addAsset(caller: Caller, input: NewAsset): Promise<Asset> {
      await mustStandSomewhere(input.org)
      return transact(caller.scope, async (tx) => {
        if (await store.asset(tx, { code: input.code })) throw new Refused('assets.code_taken', { code: input.code })
        const asset: Asset = { ...NewAsset.parse(input), operatingState: 'normal', id: randomUUID(), changedAt: clock.now() }
        await store.saveAssets(tx, [asset])
        await audit.record(tx, caller, { action: 'assets.add', object: asset.code, org: asset.org, before: null, after: asset })
        return asset
      })
    },
    changeAsset: (caller: Caller, id: string, changes: AssetChange): Promise<Asset> =>
      transact(caller.scope, async (tx) => {
        const asset = await store.asset(tx, { id })
        if (!asset) throw new Refused('assets.not_found', { id })
        const namesake = changes.code && (await store.asset(tx, { code: changes.code }))
        if (namesake && namesake.id !== id) throw new Refused('assets.code_taken', { code: changes.code })
        const next = Asset.parse({ ...asset, ...changes, changedAt: clock.now() })
        await store.saveAssets(tx, [next])
        await audit.record(tx, caller, { action: 'assets.change', object: next.code, org: next.org, before: asset, after: next })
        return next
      }),
    tags: (caller: Caller, query: TagQuery) => transact(caller.scope, (tx) => store.tags(tx, query)),
    tag: async (caller: Caller, number: number): Promise<Tag> => (await visible(caller, [number]))[0]!,
    async addTag(caller: Caller, input: NewTag): Promise<Tag> {
      await mustStandSomewhere(input.org)
      return transact(caller.scope, async (tx) => {
        if (await store.tag(tx, { code: input.code })) throw new Refused('assets.tag_code_taken', { code: input.code })
        const { state, events } = accept(addTag(input, clock.now()))
        await mustCompute(store, tx, (codes) => store.knownCodes(tx, codes), [state])
        const [number] = await store.addTags(tx, [state])
        const tag: Tag = { ...state, number: number! }
        await store.addSettings(tx, [tag], { ...FIRST_SETTING, author: caller.name, effectiveAt: tag.changedAt })
        await audit.record(tx, caller, { action: 'assets.add_tag', object: tag.code, org: tag.org, before: null, after: tag })
        await outbox.append(tx, events)
        return tag
      })
    },
    changeTag: (caller: Caller, number: number, changes: TagChange): Promise<Tag> =>
      transact(caller.scope, async (tx) => {
        const tag = await store.tag(tx, { number })
        if (!tag) throw new Refused('assets.tag_not_found', { number })
        const { state, events } = accept(changeTag(tag, changes, clock.now()))
        await store.saveTag(tx, state)
        await audit.record(tx, caller, { action: 'assets.change_tag', object: tag.code, org: tag.org, before: tag, after: state })
        await outbox.append(tx, events)
        return state
      }),
    setPointFindings: (caller: Caller, under: string | undefined): Promise<SetPointFinding[]> =>
      transact(caller.scope, async (tx) => (await store.gasTags(tx, under)).flatMap(({ tag, asset }) => gasSetPointFindings(tag, asset))),
    async current(caller: Caller, numbers: readonly number[]): Promise<CurrentValue[]> {
      await visible(caller, numbers)
      return readings.current(numbers)
    },
    async history(caller: Caller, { tags, from, to, buckets }: HistoryQuery): Promise<History> {
      const window = windowOf({ from, to })
      const numbers = tags.split(',').map(Number)
      await visible(caller, numbers)
      return readings.history(numbers, window.from, window.to, buckets)
    },
    async raw(caller: Caller, number: number, { from, to, limit }: RawQuery): Promise<RawSeries> {
      const window = windowOf({ from, to })
      await visible(caller, [number])
      return readings.raw(number, window.from, window.to, limit)
    },
    /** Many at once, in one transaction: the demo seed, later the Excel import. */
    addMany: (caller: Caller, assets: readonly NewAsset[], tags: readonly NewTag[]): Promise<void> =>
      transact(caller.scope, async (tx) => {
        const now = clock.now()
        await store.saveAssets(
          tx,
          assets.map((asset) => ({ ...NewAsset.parse(asset), operatingState: 'normal', id: randomUUID(), changedAt: now })),
        )
        const decided = tags.map((tag) => accept(addTag(tag, now)).state)
        const numbers = await store.addTags(tx, decided)
        await mustCompute(store, tx, (codes) => store.knownCodes(tx, codes), decided) // after adding: they may read one another
        const numbered = decided.map((tag, i) => ({ ...tag, number: numbers[i]! }))
        await store.addSettings(tx, numbered, { ...FIRST_SETTING, author: caller.name, effectiveAt: now })
        await audit.record(tx, caller, {
          action: 'assets.add_many',
          object: `${assets.length} + ${tags.length}`,
          org: caller.scope[0] ?? null,
          before: null,
          after: { assets: assets.length, tags: tags.length },
        })
        await outbox.append(tx, [{ type: 'assets.tags_changed' }])
      }),
    /** For the house: every tag, to configure the pipeline and to name alarms. */
    allTags: (): Promise<Tag[]> => transact(WHOLE_HOUSE, (tx) => store.allTags(tx)),
    /** Which of these codes are tags within `scope`. */
    knownCodes: (scope: readonly string[], codes: readonly string[]): Promise<Set<string>> =>
      transact(scope, (tx) => store.knownCodes(tx, codes)),
    tagsByNumber: (numbers: readonly number[]): Promise<Tag[]> => transact(WHOLE_HOUSE, (tx) => store.tagsByNumber(tx, numbers)),
  }
}
export type AssetsService = ReturnType<typeof assetsService>
