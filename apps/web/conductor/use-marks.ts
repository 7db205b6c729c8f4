/** Alarms and floods within the range of the time conductor, read once a minute at most. */
import { api, read, type TimeWindow } from '@anyuan/ui'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Flood, Occurrence } from './ticks.ts'

const PAGE = 1000
const PAGES_AT_MOST = 5 // default, not from a standard
const FLOODS_AT_MOST = 100 // default, not from a standard
const MINUTE_MS = 60_000

/** `complete` is false when there were more than can be shown. */
export function useMarks(
  under: string | undefined,
  { from, to }: TimeWindow,
): { occurrences: readonly Occurrence[]; floods: readonly Flood[]; complete: boolean } {
  const first = Math.floor(from / MINUTE_MS) * MINUTE_MS
  const end = Math.ceil(to / MINUTE_MS) * MINUTE_MS
  const rises = useQuery({
    queryKey: ['alarms', 'conductor', under ?? '', first, end],
    queryFn: ({ signal }) => occurrencesBetween(under, first, end, signal),
    placeholderData: keepPreviousData,
    refetchInterval: MINUTE_MS,
  })
  const floods = useQuery({
    queryKey: ['alarms', 'floods', 'conductor', under ?? '', Math.floor(end / MINUTE_MS)],
    queryFn: async ({ signal }) =>
      (
        await read(
          api.GET('/api/alarms/floods', { params: { query: { page: 1, pageSize: FLOODS_AT_MOST, ...(under ? { under } : {}) } }, signal }),
        )
      ).items,
    placeholderData: keepPreviousData,
  })
  return { occurrences: rises.data?.items ?? [], floods: floods.data ?? [], complete: rises.data?.complete ?? true }
}

async function occurrencesBetween(
  under: string | undefined,
  from: number,
  to: number,
  signal: AbortSignal,
): Promise<{ items: Occurrence[]; complete: boolean }> {
  const items: Occurrence[] = []
  for (let page = 1; page <= PAGES_AT_MOST; page++) {
    const query = { from: new Date(from).toISOString(), to: new Date(to).toISOString(), page, pageSize: PAGE, ...(under ? { under } : {}) }
    const answer = await read(api.GET('/api/alarms/occurrences', { params: { query }, signal }))
    items.push(...answer.items)
    if (items.length >= answer.total || answer.items.length === 0) return { items, complete: true }
  }
  return { items, complete: false }
}
