/** What cells may refer to: units, assets and sources that are there or that come with the same file. */
import { isWithin } from '@anyuan/kernel'
import type { Reason } from '../contract.ts'

export interface KnownUnit {
  path: string
  code: string
  name: string
}
export interface Known {
  units: ReadonlyMap<string, KnownUnit>
  assetCodes: ReadonlySet<string>
  /** Code → whether it has an allow-list of its own. */
  sources: ReadonlyMap<string, boolean>
}

/** Units by all that a cell may call them by. A name that two bear finds neither. */
export function unitIndex(units: readonly KnownUnit[]): Map<string, KnownUnit> {
  const index = new Map<string, KnownUnit>()
  const names = new Map<string, number>()
  for (const unit of units) names.set(unit.name, (names.get(unit.name) ?? 0) + 1)
  for (const unit of units) if (names.get(unit.name) === 1) index.set(unit.name, unit)
  for (const unit of units) index.set(unit.path, unit)
  for (const unit of units) index.set(unit.code, unit)
  return index
}
/** `E01 某某化工` as the drop-down writes it, or the code, the path, the name alone. */
export const findUnit = (units: ReadonlyMap<string, KnownUnit>, text: string): KnownUnit | undefined =>
  units.get(text) ?? units.get(firstWord(text))
export const firstWord = (text: string): string => text.split(/\s/)[0] ?? ''

/** Whether a thing of this sheet may stand there, by the permission for one such thing. */
export function mayStandAt(path: string, scope: readonly string[]): Reason | null {
  return scope.some((each) => isWithin(path, each)) ? null : { code: 'imports.cell.outside_scope', params: {} }
}
