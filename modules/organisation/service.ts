/** Use cases of the organisation. */
import { type Audit, accept, type Caller, type Clock, type OrgPath, type Outbox, Refused, type Transact } from '@anyuan/kernel'
import type { GroundFeature, NewOrgUnit, OrgUnit, OrgUnitChange, OrgUnitQuery } from './contract.ts'
import { add, change, parentOf } from './rules.ts'
import type { OrganisationStore, Tx } from './store.ts'

export interface Needs {
  transact: Transact<Tx>
  store: OrganisationStore
  outbox: Outbox<Tx>
  audit: Audit<Tx>
  clock: Clock
}

export const organisationService = ({ transact, store, outbox, audit, clock }: Needs) => ({
  nodes: (caller: Caller) => transact(caller.scope, (tx) => store.nodes(tx)),
  page: (caller: Caller, query: OrgUnitQuery) => transact(caller.scope, (tx) => store.page(tx, query)),
  ground: (caller: Caller, under: OrgPath) => transact(caller.scope, (tx) => store.ground(tx, under)),
  find: (caller: Caller, path: string): Promise<OrgUnit> =>
    transact(caller.scope, async (tx) => {
      const unit = await store.find(tx, path)
      if (!unit) throw new Refused('organisation.not_found', { path })
      return unit
    }),
  add: (caller: Caller, input: NewOrgUnit): Promise<OrgUnit> =>
    transact(caller.scope, async (tx) => {
      const parentPath = parentOf(input.path)
      const parent = parentPath ? ((await store.find(tx, parentPath)) ?? null) : null
      const taken = { path: (await store.find(tx, input.path)) !== undefined, code: await store.codeTaken(tx, input.code) }
      const { state, events } = accept(add(input, parent, taken, clock.now()))
      await store.save(tx, state)
      await audit.record(tx, caller, { action: 'organisation.add', object: state.path, org: state.path, before: null, after: state })
      await outbox.append(tx, events)
      return state
    }),
  change: (caller: Caller, path: string, changes: OrgUnitChange): Promise<OrgUnit> =>
    transact(caller.scope, async (tx) => {
      const unit = await store.find(tx, path)
      if (!unit) throw new Refused('organisation.not_found', { path })
      const codeTaken = changes.code !== undefined && (await store.codeTaken(tx, changes.code, path))
      const { state, events } = accept(change(unit, changes, codeTaken, clock.now()))
      await store.save(tx, state)
      await audit.record(tx, caller, { action: 'organisation.change', object: path, org: unit.path, before: unit, after: state })
      await outbox.append(tx, events)
      return state
    }),
  /** Draws (or redraws) a park's plan. */
  draw: (caller: Caller, features: readonly GroundFeature[]) => transact(caller.scope, (tx) => store.saveGround(tx, features)),
})
export type OrganisationService = ReturnType<typeof organisationService>
