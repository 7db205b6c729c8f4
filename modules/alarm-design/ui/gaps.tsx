/** Alarms of severity 1 and 2 that leave the officer without a word on something. */
import { api, Link, QueryTable, read, SeverityMark, useOrg, useOrgName } from '@anyuan/ui'
import { useTranslation } from 'react-i18next'
import type { GuidanceGap } from '../contract.ts'

const NO_FILTERS = {}
type Row = Omit<GuidanceGap, 'org'> & { org: string }
const WORD: Record<GuidanceGap['missing'][number], string> = {
  cause: 'ui.guidance.cause',
  consequence: 'ui.guidance.consequence',
  action: 'ui.guidance.action',
  respondWithinSeconds: 'alarm-design.guidance.respond',
  phone: 'alarm-design.guidance.phone',
}

export function Gaps() {
  const { t } = useTranslation()
  const { org } = useOrg()
  const name = useOrgName()
  return (
    <>
      <p className="small">{t('alarm-design.gaps.what')}</p>
      <QueryTable<Row, typeof NO_FILTERS>
        name="alarm-design.gaps"
        rowKey={(row) => `${row.alarmNumber} ${row.reason}`}
        defaults={NO_FILTERS}
        dependsOn={[org]}
        load={({ page, pageSize }) =>
          read(api.GET('/api/alarm-design/guidance/gaps', { params: { query: { page, pageSize, under: org } } }))
        }
        columns={[
          { key: 'severity', title: t('alarm-design.severity'), render: (row) => <SeverityMark severity={row.severity} /> },
          {
            key: 'tag',
            title: t('alarm-design.tag'),
            render: (row) => <Link to={`/tags/${row.tagNumber}?tab=settings`}>{row.tagCode}</Link>,
          },
          { key: 'name', title: t('alarm-design.name'), render: (row) => row.tagName },
          { key: 'reason', title: t('alarm-design.guidance.reason'), render: (row) => t(`ui.alarm.reason.${row.reason}`) },
          { key: 'missing', title: t('alarm-design.gaps.missing'), render: (row) => row.missing.map((field) => t(WORD[field])).join('、') },
          { key: 'org', title: t('alarm-design.org'), render: (row) => name(row.org) },
        ]}
        empty={{ title: t('alarm-design.gaps.none'), hint: t('alarm-design.gaps.none.hint') }}
      />
    </>
  )
}
