/** Use cases of what is set by design: operating states of assets, settings of tags with their versions. */
import { accept, type Caller, Refused, WHOLE_HOUSE } from '@anyuan/kernel'
import {
  type Asset,
  type AssetKind,
  type OperatingState,
  type OperatingStateChange,
  type Tag,
  TagAlarms,
  type TagSettings,
  type TagSettingVersion,
} from '../contract.ts'
import { changeState, isSameSetting, settleTag } from '../rules.ts'
import { mustCompute } from './formulas.ts'
import type { Needs } from './needs.ts'

/** The setting a tag comes with: nobody had to approve it, for there was no alarm before. */
export const FIRST_SETTING = { approvedBy: null, reason: 'first', request: null } as const

/** An approved change request, carried out: new settings for some tags. */
export interface Settlement {
  request: number
  author: string
  approvedBy: string
  reason: string
  tags: readonly ({ tagNumber: number } & TagSettings)[]
}

export const settingsService = ({ transact, store, outbox, audit, clock }: Needs) => ({
  /** Normal, starting up or shutting down, overhaul: which limit sets hold for the tags of this asset. */
  changeState: (caller: Caller, id: string, change: OperatingStateChange): Promise<Asset> =>
    transact(caller.scope, async (tx) => {
      const asset = await store.asset(tx, { id })
      if (!asset) throw new Refused('assets.not_found', { id })
      const { state, events } = accept(changeState(asset, change, caller.name, clock.now()))
      await store.saveAssets(tx, [state])
      await audit.record(tx, caller, {
        action: 'assets.change_state',
        object: asset.code,
        org: asset.org,
        before: { state: asset.operatingState },
        after: change,
      })
      await outbox.append(tx, events)
      return state
    }),
  /** Every version of a tag's settings, the newest first. */
  async settings(caller: Caller, number: number): Promise<TagSettingVersion[]> {
    const seen = await transact(caller.scope, (tx) => store.tag(tx, { number }))
    if (!seen) throw new Refused('assets.tag_not_found', { number })
    // a tag that has moved keeps the versions of its former place
    return transact(WHOLE_HOUSE, (tx) => store.settings(tx, number))
  },
  /** For the change requests: carries one out, all tags or none. Carried out again it changes nothing. */
  settle: (caller: Caller, { request, author, approvedBy, reason, tags }: Settlement): Promise<void> =>
    transact(WHOLE_HOUSE, async (tx) => {
      const now = clock.now()
      const done = await store.settledBy(tx, request)
      for (const { tagNumber, ...settings } of tags) {
        if (done.has(tagNumber)) continue
        const tag = await store.tag(tx, { number: tagNumber })
        if (!tag) throw new Refused('assets.tag_not_found', { number: tagNumber })
        const { state, events } = accept(settleTag(tag, settings, now))
        await mustCompute(store, tx, (codes) => store.knownCodes(tx, codes), [state])
        await store.saveTag(tx, state)
        await store.addSettings(tx, [state], { request, author, approvedBy, reason, effectiveAt: now })
        await audit.record(tx, caller, {
          action: 'assets.settle_tag',
          object: tag.code,
          org: tag.org,
          before: { alarms: tag.alarms, formula: tag.formula },
          after: { ...settings, request },
        })
        await outbox.append(tx, events)
      }
    }),
  /** For the house: every tag beside what was last approved for it. */
  async approvedTags(): Promise<{ tag: Tag; approved: TagSettings; asApproved: boolean }[]> {
    return transact(WHOLE_HOUSE, async (tx) => {
      const [tags, approved] = [await store.allTags(tx), await store.approved(tx)]
      return tags.map((tag) => {
        const settings = approved.get(tag.number)
        // a tag of which nobody ever approved anything should have no alarm
        return {
          tag,
          approved: settings ?? { alarms: TagAlarms.parse({}), formula: null },
          asApproved: settings !== undefined && isSameSetting(tag, settings),
        }
      })
    })
  },
  /** For the house: assets that are not in normal operation, by code. */
  unusualStates: (): Promise<Record<string, OperatingState>> => transact(WHOLE_HOUSE, (tx) => store.unusualStates(tx)),
  /** Assets that are not in normal operation, with their names. */
  unusualAssets: (scope: readonly string[]) => transact(scope, (tx) => store.unusualAssets(tx)),
  tagsByCode: (codes: readonly string[]): Promise<Tag[]> => transact(WHOLE_HOUSE, (tx) => store.tagsByCode(tx, codes)),
  /** For the house: which kind of asset each of these codes is. */
  assetKinds: (codes: readonly string[]): Promise<Map<string, AssetKind>> => transact(WHOLE_HOUSE, (tx) => store.kindsByCode(tx, codes)),
})
