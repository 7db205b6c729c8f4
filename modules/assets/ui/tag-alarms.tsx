/** The alarms of one tag, newest first. */
import { api, Link, type paths, QueryTable, read, SeverityMark, Time, useBreachText } from '@anyuan/ui'
import { useTranslation } from 'react-i18next'

type Occurrence = paths['/api/alarms/occurrences']['get']['responses'][200]['content']['application/json']['items'][number]

import type { Tag } from './tag-values.ts'

export function TagAlarmsTable({ tag }: { tag: Tag }) {
  const { t } = useTranslation()
  const breachText = useBreachText()
  return (
    <QueryTable<Occurrence, Record<never, string>>
      name="assets.tag.alarms"
      rowKey={(one) => one.occurrence}
      defaults={{}}
      dependsOn={[tag.code]}
      refetchSeconds={10}
      pageSize={20}
      load={({ page, pageSize }) => read(api.GET('/api/alarms/occurrences', { params: { query: { tagCode: tag.code, page, pageSize } } }))}
      columns={[
        {
          key: 'severity',
          title: t('assets.severity'),
          render: (one) => (
            <SeverityMark severity={one.worst.severity} unacknowledged={one.acknowledgedAt === null && one.closedAt === null} />
          ),
        },
        { key: 'raised', title: t('assets.raised'), render: (one) => <Time at={one.raisedAt} /> },
        { key: 'why', title: t('assets.why'), render: (one) => breachText(one.worst, one.unit) },
        { key: 'acknowledged', title: t('ui.alarm.act.acknowledge'), render: (one) => one.acknowledgedBy },
        { key: 'note', title: t('ui.alarm.act.handle'), render: (one) => one.handlingNote },
        { key: 'closed', title: t('ui.alarm.event.closed'), render: (one) => (one.closedAt ? <Time at={one.closedAt} /> : null) },
      ]}
      empty={{ title: t('assets.alarms.none'), hint: t('assets.alarms.none.hint') }}
      toolbar={<Link to={`/alarms?text=${encodeURIComponent(tag.code)}`}>{t('assets.to_alarms')}</Link>}
    />
  )
}
