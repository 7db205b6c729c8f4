/** Filters live in the address, so that a view can be sent to a colleague and survives a reload. */
import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'

export type FilterValues = Record<string, string>

/** The filters named in `defaults`, from the address; a filter that is absent has its default. */
export function readFilters<T extends FilterValues>(params: URLSearchParams, defaults: T): T {
  const values: FilterValues = {}
  for (const [key, value] of Object.entries(defaults)) values[key] = params.get(key) ?? value
  return values as T
}

/** A new address with `change`; defaults are left out, foreign parameters stay, and another filter means the first page again. */
export function writeFilters<T extends FilterValues>(params: URLSearchParams, defaults: T, change: Partial<T>): URLSearchParams {
  const next = new URLSearchParams(params)
  for (const [key, value] of Object.entries(change)) {
    if (value === undefined || value === defaults[key] || (value === '' && !defaults[key])) next.delete(key)
    else next.set(key, value)
  }
  if (!('page' in change)) next.delete('page')
  return next
}

/** Reads and writes filters in the address. `defaults` must not change between renders in meaning. */
export function useUrlFilters<T extends FilterValues>(defaults: T): [T, (change: Partial<T>) => void] {
  const [params, setParams] = useSearchParams()
  const key = JSON.stringify(defaults)
  // `key` stands for `defaults`, which callers write inline
  const stable = useMemo(() => JSON.parse(key) as T, [key])
  const values = useMemo(() => readFilters(params, stable), [params, stable])
  const change = useCallback(
    (wanted: Partial<T>) => setParams((before) => writeFilters(before, stable, wanted), { replace: true }),
    [setParams, stable],
  )
  return [values, change]
}
