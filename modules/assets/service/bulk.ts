/** Many assets, many tags: judged by the rules for one, saved by set-based SQL in the transaction of whoever asks. For the import. */
import { randomUUID } from 'node:crypto'
import { type Bulk, type Caller, type Refusal, refuse, type Saved, type Wanted, WHOLE_HOUSE } from '@anyuan/kernel'
import { Asset, type AssetChange, NewAsset, type NewTag, type Tag, type TagChange } from '../contract.ts'
import { addTag, changeTag } from '../rules.ts'
import { bulkStore } from '../store/bulk.ts'
import type { Tx } from '../store.ts'
import type { Needs } from './needs.ts'
import { FIRST_SETTING } from './settings.ts'

type BulkNeeds = Pick<Needs, 'transact' | 'store' | 'outbox' | 'audit' | 'clock'>
const inputsOf = <I, S, C>(wanted: readonly Wanted<I, S, C>[]): I[] => wanted.flatMap((one) => ('input' in one ? [one.input] : []))
const news = <S>(saved: readonly Saved<S>[]) => saved.filter((one) => one.before === null).map((one) => one.after)
const changed = <S>(saved: readonly Saved<S>[]) => saved.filter((one) => one.before !== null)

export function assetsBulk({ transact, store, outbox, audit, clock }: BulkNeeds) {
  const note = (tx: Tx, caller: Caller, action: string, count: number) =>
    audit.record(tx, caller, { action, object: String(count), org: caller.scope[0] ?? null, before: null, after: { count } })
  const tell = (tx: Tx) => outbox.append(tx, [{ type: 'assets.tags_changed' }])
  /** What was saved is no longer what stands there, or there is nothing any more. */
  const touched = <S extends { code: string; changedAt: string }>(saved: readonly Saved<S>[], present: ReadonlyMap<string, S>) =>
    new Map<string, Refusal>(
      saved
        .filter(({ after }) => present.get(after.code)?.changedAt !== after.changedAt)
        .map(({ after }) => [after.code, refuse('assets.touched_since', { code: after.code })]),
    )

  const assets: Bulk<NewAsset, Asset, AssetChange> = {
    present: async (tx, codes) => new Map((await bulkStore.assetsByCode(tx as Tx, codes)).map((asset) => [asset.code, asset])),
    async judge(_tx, wanted) {
      const now = clock.now()
      const codes = inputsOf(wanted).map((input) => input.code)
      // codes are unique in the whole house, also where the caller may not look
      const taken = await transact(WHOLE_HOUSE, (tx) => bulkStore.takenAssetCodes(tx, codes))
      return wanted.map((one) => {
        if (!('input' in one))
          return { ok: true, saved: { before: one.before, after: Asset.parse({ ...one.before, ...one.change, changedAt: now }) } }
        if (taken.has(one.input.code)) return refuse('assets.code_taken', { code: one.input.code })
        const after: Asset = { ...NewAsset.parse(one.input), operatingState: 'normal', id: randomUUID(), changedAt: now }
        return { ok: true, saved: { before: null, after } }
      })
    },
    async save(tx, caller, saved) {
      const all = saved.map((one) => one.after)
      if (all.length === 0) return []
      await store.saveAssets(tx as Tx, all)
      await note(tx as Tx, caller, 'assets.import_assets', all.length)
      return all
    },
    async heldUp(tx, saved) {
      const codes = saved.map((one) => one.after.code)
      const held = touched(saved, await assets.present(tx, codes))
      for (const [code, tag] of await bulkStore.tagsOn(
        tx as Tx,
        news(saved).map((asset) => asset.code),
        [],
      ))
        held.set(code, refuse('assets.needed_by_tag', { code, tag }))
      return held
    },
    async takeBack(tx, caller, saved) {
      if (saved.length === 0) return
      await bulkStore.removeAssets(
        tx as Tx,
        news(saved).map((asset) => asset.code),
      )
      await store.saveAssets(
        tx as Tx,
        changed(saved).map((one) => ({ ...one.before!, changedAt: clock.now() })),
      )
      await note(tx as Tx, caller, 'assets.take_back_assets', saved.length)
    },
  }

  const tags: Bulk<NewTag, Tag, TagChange> = {
    present: async (tx, codes) => new Map((await store.tagsByCode(tx as Tx, codes)).map((tag) => [tag.code, tag])),
    async judge(_tx, wanted) {
      const now = clock.now()
      const codes = inputsOf(wanted).map((input) => input.code)
      const taken = await transact(WHOLE_HOUSE, (tx) => store.knownCodes(tx, codes))
      return wanted.map((one) => {
        if ('input' in one) {
          if (taken.has(one.input.code)) return refuse('assets.tag_code_taken', { code: one.input.code })
          const decided = addTag(one.input, now)
          return decided.ok ? { ok: true, saved: { before: null, after: { ...decided.state, number: 0 } } } : decided
        }
        const decided = changeTag(one.before, one.change, now)
        return decided.ok ? { ok: true, saved: { before: one.before, after: decided.state } } : decided
      })
    },
    async save(tx, caller, saved) {
      if (saved.length === 0) return []
      const numbers = await bulkStore.insertTags(tx as Tx, news(saved))
      await bulkStore.updateTags(
        tx as Tx,
        changed(saved).map((one) => one.after),
      )
      const all = saved.map(({ before, after }) => (before ? after : { ...after, number: numbers.get(after.code)! }))
      const added = all.filter((_, i) => saved[i]!.before === null)
      await store.addSettings(tx as Tx, added, { ...FIRST_SETTING, author: caller.name, effectiveAt: clock.now() })
      await note(tx as Tx, caller, 'assets.import_tags', all.length)
      await tell(tx as Tx)
      return all
    },
    heldUp: async (tx, saved) =>
      touched(
        saved,
        await tags.present(
          tx,
          saved.map((one) => one.after.code),
        ),
      ),
    async takeBack(tx, caller, saved) {
      if (saved.length === 0) return
      await bulkStore.removeTags(
        tx as Tx,
        news(saved).map((tag) => tag.number),
      )
      const now = clock.now()
      await bulkStore.updateTags(
        tx as Tx,
        changed(saved).map((one) => ({ ...one.before!, changedAt: now })),
      )
      await note(tx as Tx, caller, 'assets.take_back_tags', saved.length)
      await tell(tx as Tx)
    },
  }
  return {
    assets,
    tags,
    /** Codes of one asset or tag at or below each of these places. */
    standingBelow: (tx: unknown, paths: readonly string[]) => bulkStore.standingBelow(tx as Tx, paths),
  }
}
export type AssetsBulk = ReturnType<typeof assetsBulk>
