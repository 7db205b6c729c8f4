/** A unit as the door to the server gives it, and how its form becomes a body. A PATCH carries the whole unit: what is left out would be reset. */
import type { OrgLevel } from '../contract.ts'

export const LEVELS: readonly OrgLevel[] = ['province', 'city', 'park', 'enterprise', 'area', 'unit']

/** Levels that may stand below `parent`; all of them at the top. */
export const levelsBelow = (parent: OrgLevel | null): readonly OrgLevel[] =>
  parent === null ? LEVELS : LEVELS.slice(LEVELS.indexOf(parent) + 1)

/** `label` below `parent`; the label alone at the top. */
export const pathBelow = (parent: string | null, label: string): string => (parent ? `${parent}.${label.trim()}` : label.trim())

/** One label of a path: lower-case letters, digits and underscore. */
export const isLabel = (text: string): boolean => /^[a-z0-9_]{1,60}$/.test(text.trim())

/** Which keys are open so that `path` can be seen. */
export function keysAbove(path: string): string[] {
  const labels = path.split('.')
  return labels.slice(0, -1).map((_, i) => labels.slice(0, i + 1).join('.'))
}
