/** Where a unit may stand on the tree. */

import type { Instant } from '@anyuan/kernel'
import { type Decision, decide, type OrgPath, type Refusal, refuse } from '@anyuan/kernel'
import { NewOrgUnit, type OrganisationError, type OrganisationEvent, type OrgLevel, type OrgUnit, type OrgUnitChange } from './contract.ts'

const ORDER: readonly OrgLevel[] = ['province', 'city', 'park', 'enterprise', 'area', 'unit']

export const parentOf = (path: string): OrgPath | null => (path.includes('.') ? (path.slice(0, path.lastIndexOf('.')) as OrgPath) : null)

/** A unit hangs below a unit of a higher level; levels may be left out (an enterprise outside any park). Only the root has no parent. */
export function add(
  input: NewOrgUnit,
  parent: Pick<OrgUnit, 'level'> | null,
  taken: { path: boolean; code: boolean },
  now: Instant,
): Decision<OrgUnit, OrganisationEvent> | Refusal<OrganisationError> {
  const unit = NewOrgUnit.parse(input)
  if (taken.path) return refuse('organisation.path_taken', { path: unit.path })
  if (taken.code) return refuse('organisation.code_taken', { code: unit.code })
  if (parentOf(unit.path) !== null && !parent) return refuse('organisation.no_parent', { path: unit.path })
  if (parent && ORDER.indexOf(unit.level) <= ORDER.indexOf(parent.level))
    return refuse('organisation.level_below_parent', { level: unit.level, parent: parent.level })
  return decide({ ...unit, enabled: true, changedAt: now }, { type: 'organisation.unit_added', path: unit.path })
}

export function change(
  unit: OrgUnit,
  changes: OrgUnitChange,
  codeTaken: boolean,
  now: Instant,
): Decision<OrgUnit, OrganisationEvent> | Refusal<OrganisationError> {
  if (codeTaken) return refuse('organisation.code_taken', { code: changes.code })
  return decide({ ...unit, ...changes, changedAt: now }, { type: 'organisation.unit_changed', path: unit.path })
}
