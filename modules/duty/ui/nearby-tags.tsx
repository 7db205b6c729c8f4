/** The tags that stand near the one that alarms, with their last half hour and live value. */
import { api, ErrorState, formatNumber, houseNow, Link, MISSING, QualityMark, read, type Tag, useLiveValues, useQuery } from '@anyuan/ui'
import { Skeleton } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { nearest } from './nearby.ts'

const AT_MOST = 6
const LOOKED_AT = 200
const HALF_HOUR_MS = 1_800_000
const BUCKETS = 60

export function NearbyTags({ tag }: { tag: Tag }) {
  const { t } = useTranslation()
  const around = useQuery({
    queryKey: ['duty', 'around', tag.org],
    queryFn: () => read(api.GET('/api/assets/tags', { params: { query: { under: tag.org, page: 1, pageSize: LOOKED_AT } } })),
    staleTime: 300_000,
  })
  const tags = useMemo(() => nearest(tag, around.data?.items ?? [], AT_MOST), [tag, around.data])
  const numbers = useMemo(() => tags.map((each) => each.number), [tags])
  const live = useLiveValues(numbers)
  const history = useQuery({
    queryKey: ['duty', 'sparks', numbers.join(',')],
    queryFn: () => {
      const to = houseNow()
      return read(
        api.GET('/api/assets/history', {
          params: {
            query: {
              tags: numbers.join(','),
              from: new Date(to - HALF_HOUR_MS).toISOString(),
              to: new Date(to).toISOString(),
              buckets: BUCKETS,
            },
          },
        }),
      )
    },
    enabled: numbers.length > 0,
    refetchInterval: 60_000,
  })
  if (around.isPending) return <Skeleton active title={false} paragraph={{ rows: 4 }} />
  if (!around.data) return <ErrorState error={around.error} onRetry={() => void around.refetch()} />
  if (tags.length === 0) return <p className="small">{t('duty.nearby.none')}</p>
  return (
    <ul className="desk-nearby">
      {tags.map((each) => {
        const value = live.get(each.number)
        const series = history.data?.series.find((one) => one.tagNumber === each.number)
        return (
          <li key={each.number}>
            <Link to={`/tags/${each.number}`} title={`${each.code} ${each.name}`}>
              {each.name}
            </Link>
            <Spark means={series?.mean ?? []} />
            <span className="desk-nearby-value">
              {value && value.quality !== 0 && <QualityMark state={value.quality} words={false} />}
              <b>{value && value.quality < 2 ? formatNumber(value.value) : MISSING}</b> {each.unit}
            </span>
          </li>
        )
      })}
    </ul>
  )
}

/** A line without axes: only whether it rises, falls or stands. Gaps are gaps. */
function Spark({ means }: { means: readonly (number | null)[] }) {
  const known = means.filter((mean): mean is number => mean !== null)
  if (known.length < 2) return <span className="desk-spark" />
  const low = Math.min(...known)
  const span = Math.max(...known) - low || 1
  const path = means
    .map((mean, i) => {
      if (mean === null) return ''
      const pen = i === 0 || means[i - 1] === null ? 'M' : 'L'
      return `${pen}${((i / (means.length - 1)) * 76 + 2).toFixed(1)} ${(18 - ((mean - low) / span) * 14).toFixed(1)}`
    })
    .join('')
  return (
    <svg className="desk-spark" viewBox="0 0 80 22" aria-hidden="true">
      <path d={path} fill="none" stroke="currentColor" strokeWidth="1.5" />
    </svg>
  )
}
