/** What changed between two records of the audit trail, field by field. Pure. */

export interface Difference {
  /** `alarms.high.threshold`, `grants.0.role`. */
  path: string
  /** Undefined: the field was not there. */
  before: unknown
  after: unknown
}
type Fields = Map<string, unknown>
const isNest = (value: unknown): value is object => typeof value === 'object' && value !== null && Object.keys(value).length > 0

function flatten(value: unknown, path: string, into: Fields): Fields {
  if (isNest(value)) for (const [key, inner] of Object.entries(value)) flatten(inner, path === '' ? key : `${path}.${key}`, into)
  else if (path !== '' || (value !== null && value !== undefined)) into.set(path, value)
  return into
}

/** Differences in the order of the fields; what is equal is left out. A missing record has no fields. */
export function differences(before: unknown, after: unknown): Difference[] {
  const old = flatten(before, '', new Map())
  const fresh = flatten(after, '', new Map())
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .filter((path) => old.has(path) !== fresh.has(path) || JSON.stringify(old.get(path)) !== JSON.stringify(fresh.get(path)))
    .map((path) => ({ path, before: old.get(path), after: fresh.get(path) }))
}

/** A field's value as text; an absent one is null. */
export const shownValue = (value: unknown): string | null =>
  value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value)
