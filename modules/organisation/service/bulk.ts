/** Many units: judged by the rules for one, parents before children, saved in the transaction of whoever asks. For the import. */
import { type Bulk, type Caller, type Refusal, refuse, WHOLE_HOUSE } from '@anyuan/kernel'
import type { NewOrgUnit, OrgUnit, OrgUnitChange } from '../contract.ts'
import { add, change, parentOf } from '../rules.ts'
import type { Needs } from '../service.ts'
import { bulkStore } from '../store/bulk.ts'
import type { Tx } from '../store.ts'

export function organisationBulk({ transact, store, outbox, audit, clock }: Needs): Bulk<NewOrgUnit, OrgUnit, OrgUnitChange> {
  const note = (tx: Tx, caller: Caller, action: string, count: number) =>
    audit.record(tx, caller, { action, object: String(count), org: caller.scope[0] ?? null, before: null, after: { count } })
  const bulk: Bulk<NewOrgUnit, OrgUnit, OrgUnitChange> = {
    async present(tx, codes) {
      const wanted = new Set(codes)
      return new Map((await store.all(tx as Tx)).filter((unit) => wanted.has(unit.code)).map((unit) => [unit.code, unit]))
    },
    async judge(tx, wanted) {
      const now = clock.now()
      const inputs = wanted.flatMap((one) => ('input' in one ? [one.input] : []))
      const codes = wanted.flatMap((one) => ('input' in one ? [one.input.code] : one.change.code ? [one.change.code] : []))
      // codes and paths are unique in the whole house, also where the caller may not look
      const taken = await transact(WHOLE_HOUSE, (whole) =>
        bulkStore.taken(
          whole,
          codes,
          inputs.map((input) => input.path),
        ),
      )
      const levels = new Map((await store.all(tx as Tx)).map((unit) => [unit.path as string, unit.level]))
      return wanted.map((one) => {
        if ('input' in one) {
          const level = levels.get(parentOf(one.input.path) ?? '')
          const decided = add(
            one.input,
            level ? { level } : null,
            { path: taken.paths.has(one.input.path), code: taken.codes.has(one.input.code) },
            now,
          )
          if (!decided.ok) return decided
          levels.set(decided.state.path, decided.state.level) // the next may stand below it
          return { ok: true, saved: { before: null, after: decided.state } }
        }
        const codeTaken = one.change.code !== undefined && one.change.code !== one.before.code && taken.codes.has(one.change.code)
        const decided = change(one.before, one.change, codeTaken, now)
        return decided.ok ? { ok: true, saved: { before: one.before, after: decided.state } } : decided
      })
    },
    async save(tx, caller, saved) {
      if (saved.length === 0) return []
      await store.addAll(
        tx as Tx,
        saved.filter((one) => one.before === null).map((one) => one.after),
      )
      for (const { before, after } of saved) if (before) await store.save(tx as Tx, after)
      await note(tx as Tx, caller, 'organisation.import_units', saved.length)
      await outbox.append(tx as Tx, [{ type: 'organisation.unit_changed' }])
      return saved.map((one) => one.after)
    },
    async heldUp(tx, saved) {
      const present = await bulk.present(
        tx,
        saved.map((one) => one.after.code),
      )
      const held = new Map<string, Refusal>()
      for (const { after } of saved)
        if (present.get(after.code)?.changedAt !== after.changedAt)
          held.set(after.code, refuse('organisation.touched_since', { code: after.code }))
      const added = saved.filter((one) => one.before === null).map((one) => one.after)
      const below = await bulkStore.below(
        tx as Tx,
        added.map((unit) => unit.path),
      )
      for (const unit of added) {
        const code = below.get(unit.path)
        if (code) held.set(unit.code, refuse('organisation.units_below', { code: unit.code, below: code }))
      }
      return held
    },
    async takeBack(tx, caller, saved) {
      if (saved.length === 0) return
      await bulkStore.remove(
        tx as Tx,
        saved.filter((one) => one.before === null).map((one) => one.after.path),
      )
      for (const { before } of saved) if (before) await store.save(tx as Tx, { ...before, changedAt: clock.now() })
      await note(tx as Tx, caller, 'organisation.take_back_units', saved.length)
      await outbox.append(tx as Tx, [{ type: 'organisation.unit_changed' }])
    },
  }
  return bulk
}
