/** What the pipeline runs against what was approved: compared each hour; every difference is a change nobody approved. */
import { api, Link, read, Time, useOrg, useOrgName, useQuery } from '@anyuan/ui'
import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import { Listing } from './listing.tsx'

export function Comparison() {
  const { t } = useTranslation()
  const { org } = useOrg()
  const name = useOrgName()
  const comparison = useQuery({
    queryKey: ['alarm-design', 'comparison', org],
    queryFn: () => read(api.GET('/api/alarm-design/comparison', { params: { query: { under: org } } })),
    refetchInterval: 60_000,
  })
  const { data } = comparison
  return (
    <>
      {data && (
        <Alert
          showIcon
          style={{ marginBottom: 16 }}
          type={data.comparedAt === null || data.standing.length > 0 ? 'warning' : 'success'}
          title={
            data.comparedAt === null ? (
              t('alarm-design.comparison.never')
            ) : (
              <>
                {t('alarm-design.comparison.last')} <Time at={data.comparedAt} /> ·{' '}
                {t('alarm-design.comparison.alarms', { count: data.alarms ?? 0 })} ·{' '}
                {t('alarm-design.comparison.standing', { count: data.standing.length })}
              </>
            )
          }
        />
      )}
      <Listing
        asked={{ ...comparison, data: data && { items: [...data.standing, ...data.ended] } }}
        rowKey={(one) => one.id}
        note={t('alarm-design.comparison.what')}
        empty={{ title: t(data?.comparedAt ? 'alarm-design.comparison.none' : 'alarm-design.comparison.never') }}
        columns={[
          { key: 'kind', title: t('alarm-design.comparison.kind'), render: (_, one) => t(`alarm-design.comparison.${one.kind}`) },
          {
            key: 'tag',
            title: t('alarm-design.tag'),
            render: (_, one) => <Link to={`/tags/${one.tagNumber}?tab=versions`}>{one.tagCode}</Link>,
          },
          { key: 'found', title: t('alarm-design.comparison.found'), render: (_, one) => <Time at={one.foundAt} /> },
          {
            key: 'ended',
            title: t('alarm-design.comparison.ended'),
            render: (_, one) => (one.endedAt ? <Time at={one.endedAt} /> : <b>{t('alarm-design.comparison.lasts')}</b>),
          },
          { key: 'org', title: t('alarm-design.org'), render: (_, one) => name(one.org) },
        ]}
      />
    </>
  )
}
