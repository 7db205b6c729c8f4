/** Use cases of the organisation. */
import {
  type Audit,
  accept,
  type Caller,
  type Clock,
  isWithin,
  type OrgPath,
  type Outbox,
  Refused,
  type Transact,
  WHOLE_HOUSE,
} from '@anyuan/kernel'
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
  ground: (caller: Caller, under: OrgPath | undefined) => transact(caller.scope, (tx) => store.ground(tx, under)),
  find: (caller: Caller, path: string): Promise<OrgUnit> =>
    transact(caller.scope, async (tx) => {
      const unit = await store.find(tx, path)
      if (!unit) throw new Refused('organisation.not_found', { path })
      return unit
    }),
  add: (caller: Caller, input: NewOrgUnit): Promise<OrgUnit> =>
    transact(caller.scope, async (tx) => {
      // who may see a part alone adds nothing beside it
      if (!caller.scope.some((path) => isWithin(input.path, path))) throw new Refused('organisation.no_parent', { path: input.path })
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
  /** Many at once, parents before children, in one transaction: all or none. */
  addMany: (caller: Caller, inputs: readonly NewOrgUnit[]): Promise<void> =>
    transact(caller.scope, async (tx) => {
      const known = new Map<string, OrgUnit>((await store.all(tx)).map((unit) => [unit.path, unit]))
      const codes = new Set([...known.values()].map((unit) => unit.code))
      const units = inputs.map((input) => {
        const parent = known.get(parentOf(input.path) ?? '') ?? null
        const { state } = accept(add(input, parent, { path: known.has(input.path), code: codes.has(input.code) }, clock.now()))
        known.set(state.path, state)
        codes.add(state.code)
        return state
      })
      await store.addAll(tx, units)
      await audit.record(tx, caller, {
        action: 'organisation.add_many',
        object: String(units.length),
        org: caller.scope[0] ?? null,
        before: null,
        after: { units: units.length },
      })
      await outbox.append(
        tx,
        units.slice(0, 1).map((unit) => ({ type: 'organisation.unit_added', path: unit.path })),
      )
    }),
  exists: (path: string): Promise<boolean> => transact(WHOLE_HOUSE, async (tx) => (await store.find(tx, path)) !== undefined),
  /** Draws (or redraws) a park's plan. */
  draw: (caller: Caller, features: readonly GroundFeature[]) => transact(caller.scope, (tx) => store.saveGround(tx, features)),
})
export type OrganisationService = ReturnType<typeof organisationService>
