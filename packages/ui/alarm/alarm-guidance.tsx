/** What to do about one alarm (处置指引): resolved by the house for this alarm and this reason, inherited where nothing was written for the tag itself. */
import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, read } from '../api/client.ts'
import { ErrorState } from '../api/refusal.tsx'
import type { paths } from '../api/schema.generated.ts'
import type { StandingAlarm } from '../live/standing.ts'
import { useOrgName } from '../org/org.tsx'
import { GuidanceCard } from './guidance.tsx'
import { worstOf } from './words.ts'

type Reason = paths['/api/alarms/guidance']['get']['parameters']['query']['reason']

export function AlarmGuidancePart({ alarm, owner }: { alarm: Pick<StandingAlarm, 'alarmNumber' | 'state'>; owner?: string | null }) {
  const { t, i18n } = useTranslation()
  const orgName = useOrgName()
  const reason = (worstOf(alarm.state)?.reason ?? 'high') as Reason
  const answer = useQuery({
    queryKey: ['alarms', 'guidance', alarm.alarmNumber, reason],
    queryFn: () => read(api.GET('/api/alarms/guidance', { params: { query: { alarmNumber: alarm.alarmNumber, reason } } })),
    staleTime: 60_000,
  })
  if (answer.isPending) return <Skeleton active paragraph={{ rows: 2 }} />
  if (!answer.data) return <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />
  const { guidance } = answer.data
  // a kind of asset and a place have names; an asset goes by its code
  const from = (told: string) => (i18n.exists(`assets.asset_kind.${told}`) ? t(`assets.asset_kind.${told}`) : orgName(told))
  return (
    <>
      <GuidanceCard guidance={guidance} owner={owner} />
      {guidance && (guidance.respondWithinMinutes !== null || guidance.inheritedFrom !== null) && (
        <p className="small">
          {guidance.respondWithinMinutes !== null && t('ui.guidance.respond', { minutes: guidance.respondWithinMinutes })}{' '}
          {guidance.inheritedFrom !== null && t('ui.guidance.inherited', { from: from(guidance.inheritedFrom) })}
        </p>
      )}
    </>
  )
}
