/** What of the alarms and their design waits for somebody: nothing at all is shown while nothing does. */
import { api, Link, read, useQuery } from '@anyuan/ui'
import { useTranslation } from 'react-i18next'

const WHERE = {
  guidanceGaps: '/alarm-design?tab=gaps',
  submitted: '/alarm-design/changes?state=submitted',
  rehearsalsOverdue: '/alarm-design/changes?state=effective',
  differences: '/alarm-design?tab=comparison',
} as const

export function DesignWaits({ org }: { org: string | undefined }) {
  const { t } = useTranslation()
  const summary = useQuery({
    queryKey: ['alarm-design', 'summary', org],
    queryFn: () => read(api.GET('/api/alarm-design/summary', { params: { query: { under: org } } })),
    refetchInterval: 60_000,
  })
  const waits = (['differences', 'rehearsalsOverdue', 'submitted', 'guidanceGaps'] as const).filter((key) => (summary.data?.[key] ?? 0) > 0)
  const untested = useQuery({
    queryKey: ['alarms', 'untested', org],
    queryFn: () => read(api.GET('/api/alarms/untested', { params: { query: { under: org } } })),
    refetchInterval: 60_000,
  })
  const untestedCount = untested.data?.items.length ?? 0
  if (waits.length === 0 && untestedCount === 0) return null
  return (
    <ul className="desk-waits small">
      {untestedCount > 0 && (
        <li>
          <Link to="/alarms?tab=aside">{t('duty.untested', { count: untestedCount })}</Link>
        </li>
      )}
      {waits.map((key) => (
        <li key={key}>
          <Link to={WHERE[key]}>{t(`duty.design.${key}`, { count: summary.data?.[key] ?? 0 })}</Link>
        </li>
      ))}
    </ul>
  )
}
