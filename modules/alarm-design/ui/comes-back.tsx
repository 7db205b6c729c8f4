/** What comes back, or begins, by itself: shelved, out of service, suppressed, unusual operating states, approved changes. Soonest first. */
import { api, Countdown, Link, read, Time, useOrgName, useQuery } from '@anyuan/ui'
import { useTranslation } from 'react-i18next'
import { Listing } from './listing.tsx'

export function ComesBack() {
  const { t } = useTranslation()
  const name = useOrgName()
  const rows = useQuery({
    queryKey: ['alarm-design', 'comes-back'],
    queryFn: () => read(api.GET('/api/alarm-design/comes-back')),
    refetchInterval: 30_000,
  })
  return (
    <Listing
      asked={rows}
      rowKey={(one) => `${one.what} ${one.code} ${one.at}`}
      note={t('alarm-design.comes_back.what')}
      empty={{ title: t('alarm-design.comes_back.none') }}
      columns={[
        {
          key: 'at',
          title: t('alarm-design.comes_back.at'),
          render: (_, one) =>
            one.at === null ? (
              <span className="dim">{t('alarm-design.comes_back.person')}</span>
            ) : (
              <span className="toolbar">
                <Time at={one.at} /> <Countdown dueAt={one.at} />
              </span>
            ),
        },
        { key: 'what', title: t('alarm-design.comes_back.which'), render: (_, one) => t(`alarm-design.comes_back.${one.what}`) },
        {
          key: 'code',
          title: t('alarm-design.tag'),
          render: (_, one) => (one.tagNumber === null ? one.code : <Link to={`/tags/${one.tagNumber}`}>{one.code}</Link>),
        },
        { key: 'name', title: t('alarm-design.name'), render: (_, one) => one.name },
        { key: 'by', title: t('alarm-design.by'), render: (_, one) => one.by },
        {
          key: 'reason',
          title: t('alarm-design.reason'),
          render: (_, one) => (one.what === 'operating_state' ? t(`assets.state.${one.reason}`) : one.reason),
        },
        { key: 'org', title: t('alarm-design.org'), render: (_, one) => name(one.org) },
      ]}
    />
  )
}
