/** How many tags of a place send nothing now: stale, or never seen. Counted from the live values, every two seconds. */
import { api, read, useLive, useMoment, useQuery } from '@anyuan/ui'
import { useEffect, useState } from 'react'

const COUNT_EVERY_MS = 2000
const SETTLE_MS = 3000 // the first values come a moment after they were asked for
const STALE = 3

/** Null until it is known. Tags without a place on the map are not counted. */
export function useOffline(org: string | undefined): { offline: number; total: number } | null {
  const live = useLive()
  const [count, setCount] = useState<{ offline: number; total: number } | null>(null)
  const points = useQuery({
    queryKey: ['assets', 'points', org],
    queryFn: () => read(api.GET('/api/assets/points', { params: { query: { under: org ?? '' } } })),
    enabled: org !== undefined,
    staleTime: 300_000,
  })
  const numbers = points.data?.numbers
  useEffect(() => {
    if (!numbers) return
    const release = live.watch(numbers)
    const askedAt = Date.now()
    const look = () => {
      if (live.getConnection().state !== 'live' || Date.now() - askedAt < SETTLE_MS) {
        if (live.getConnection().state === 'lost') setCount(null) // what is not heard is not known
        return
      }
      let offline = 0
      for (const tagNumber of numbers) {
        const value = live.values.get(tagNumber)
        if (!value || value.quality === STALE) offline += 1
      }
      setCount((before) => (before?.offline === offline && before.total === numbers.length ? before : { offline, total: numbers.length }))
    }
    const timer = setInterval(look, COUNT_EVERY_MS)
    return () => {
      clearInterval(timer)
      release()
    }
  }, [numbers, live])
  // counted from what is live: of a past moment it is not known
  return useMoment() === null ? count : null
}
