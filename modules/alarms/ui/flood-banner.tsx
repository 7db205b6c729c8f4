/** Says that a flood (报警泛滥) goes on: where, since when, with which first alarm, and what the list has folded. Red is never folded. */
import { api, formatClock, Link, read, useQuery } from '@anyuan/ui'
import { useTranslation } from 'react-i18next'

const LOOK_MS = 5000 // default, not from a standard

/** Floods that go on now below `org`. */
export function useFloods(org: string | undefined) {
  return useQuery({
    queryKey: ['alarms', 'floods', 'open', org ?? ''],
    queryFn: () =>
      read(api.GET('/api/alarms/floods', { params: { query: { page: 1, pageSize: 20, open: 'true', ...(org ? { under: org } : {}) } } })),
    refetchInterval: LOOK_MS,
  })
}
type Flood = NonNullable<ReturnType<typeof useFloods>['data']>['items'][number]

export function FloodBanner({ floods, folded }: { floods: readonly Flood[]; folded: number }) {
  const { t } = useTranslation()
  if (floods.length === 0) return null
  return (
    <section className="flood-banner" role="status" aria-label={t('alarms.flood')}>
      {floods.map((flood) => (
        <div key={flood.org}>
          <b>{t('alarms.flood.at', { place: flood.name || t('alarms.position.none') })}</b>{' '}
          {t('alarms.flood.how', { count: flood.activations, peak: flood.peak, time: formatClock(flood.startedAt) })}
          {flood.firstOut && (
            <>
              {' · '}
              {t('ui.alarm.first_out')}：
              <Link to={`?alarm=${flood.firstOut.alarmNumber}`}>
                {flood.firstOut.tagCode} {flood.firstOut.tagName}
              </Link>
            </>
          )}
        </div>
      ))}
      <div className="small">{t('alarms.flood.folded', { count: folded })}</div>
    </section>
  )
}
