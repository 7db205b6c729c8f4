/** The limits of a tag side by side: the ordinary ones, and those of each limit set with when it holds. */
import { api, formatNumber, MISSING, read, SeverityMark, useQuery } from '@anyuan/ui'
import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { LIMITS, type Tag } from './tag-values.ts'

const readCalendars = () => read(api.GET('/api/alarm-design/calendars'))

export function LimitSets({ tag }: { tag: Tag }) {
  const { t } = useTranslation()
  const { alarms, unit } = tag
  const sets = alarms.sets ?? []
  const named = sets.some(({ when }) => when.calendar)
  const calendars = useQuery({ queryKey: ['alarm-design', 'calendars'], queryFn: readCalendars, staleTime: 60_000, enabled: named })
  if (sets.length === 0) return null
  const calendarName = (code: string) => calendars.data?.items.find((one) => one.code === code)?.name ?? code
  const columns = [
    { key: 'plain', title: t('assets.sets.plain'), limits: alarms, without: [] as string[] },
    ...sets.map(({ when, limits, without }, i) => ({
      key: String(i),
      title: [when.state && t(`assets.state.${when.state}`), when.calendar && calendarName(when.calendar)].filter(Boolean).join(' · '),
      limits,
      without: (without ?? []) as string[],
    })),
  ]
  const rows = [...LIMITS.map((limit) => ({ key: limit, limit })), { key: 'without', limit: null }]
  return (
    <section className="card" style={{ padding: 16, marginTop: 16 }}>
      <h3>{t('assets.sets')}</h3>
      <p className="small">{t('assets.sets.what')}</p>
      <Table
        size="small"
        pagination={false}
        scroll={{ x: 'max-content' }}
        onRow={() => ({ tabIndex: 0 })} // what scrolls must be reached by the keyboard
        dataSource={rows}
        columns={[
          { key: 'name', title: '', render: (_, row) => (row.limit ? t(`assets.limit.${row.limit}`) : t('assets.sets.without')) },
          ...columns.map(({ key, title, limits, without }) => ({
            key,
            title,
            render: (_: unknown, row: (typeof rows)[number]) => {
              if (row.limit === null) return without.map((watch) => t(`assets.watch.${watch}`)).join('、') || MISSING
              if (limits === null) return <span className="dim">{t('assets.sets.unwatched')}</span>
              const one = limits[row.limit]
              if (!one || one.enabled === false) return MISSING
              return (
                <span className="toolbar">
                  {formatNumber(one.threshold)} {unit} <SeverityMark severity={one.severity} />
                </span>
              )
            },
          })),
        ]}
      />
    </section>
  )
}
