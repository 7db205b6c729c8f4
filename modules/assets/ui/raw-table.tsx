/** The last samples as they came: device time, receive time, how late, and their quality. */
import {
  api,
  EmptyState,
  ErrorState,
  formatNumber,
  formatTimeFull,
  houseNow,
  MISSING,
  QualityMark,
  qualityName,
  read,
  useQuery,
} from '@anyuan/ui'
import { Button, Segmented, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Tag } from './tag-values.ts'

const SPANS = { 10: 'assets.raw.10', 60: 'assets.raw.60', 480: 'assets.raw.480' } as const
const ROWS_AT_MOST = 20_000

interface Sample {
  key: number
  time: number
  receivedAt: number
  value: number | null
  quality: number
}
export function RawTable({ tag }: { tag: Tag }) {
  const { t } = useTranslation()
  const [minutes, setMinutes] = useState<keyof typeof SPANS>(10)
  const raw = useQuery({
    queryKey: ['assets', 'raw-table', tag.number, minutes],
    queryFn: () => {
      const now = houseNow()
      return read(
        api.GET('/api/assets/tags/{number}/raw', {
          params: {
            path: { number: tag.number },
            query: { from: new Date(now - minutes * 60_000).toISOString(), to: new Date(now + 60_000).toISOString(), limit: ROWS_AT_MOST },
          },
        }),
      )
    },
  })
  const { data } = raw
  const rows: Sample[] = data
    ? data.times
        .map((time, i) => ({
          key: i,
          time,
          receivedAt: data.receivedAt[i] ?? Number.NaN,
          value: data.values[i] ?? null,
          quality: data.qualities[i] ?? 2,
        }))
        .reverse()
    : []
  return (
    <section className="card" style={{ padding: 16 }}>
      <div className="toolbar" style={{ marginBottom: 12 }}>
        <Segmented
          value={minutes}
          options={Object.entries(SPANS).map(([value, label]) => ({ value: Number(value) as keyof typeof SPANS, label: t(label) }))}
          onChange={setMinutes}
        />
        <span className="small">{data ? t('ui.table.total', { total: rows.length.toLocaleString('en-US') }) : ''}</span>
        {data?.truncated && <span className="small">{t('assets.raw.truncated', { count: ROWS_AT_MOST })}</span>}
        <span className="grow" />
        <Button onClick={() => void raw.refetch()} loading={raw.isFetching && !raw.isPending}>
          {t('ui.table.refresh')}
        </Button>
      </div>
      {raw.isError ? (
        <ErrorState error={raw.error} onRetry={() => void raw.refetch()} />
      ) : (
        <Table<Sample>
          virtual
          size="small"
          loading={raw.isPending}
          dataSource={rows}
          pagination={false}
          scroll={{ x: 760, y: 480 }}
          locale={{ emptyText: <EmptyState title={t('assets.raw.none')} hint={t('assets.raw.none.hint')} /> }}
          columns={[
            { key: 'time', title: t('assets.raw.device_time'), width: 220, render: (_, row) => formatTimeFull(row.time) },
            { key: 'received', title: t('assets.raw.received'), width: 220, render: (_, row) => formatTimeFull(row.receivedAt) },
            {
              key: 'lag',
              title: t('assets.raw.lag'),
              width: 110,
              align: 'right',
              render: (_, row) => (Number.isFinite(row.receivedAt) ? formatNumber((row.receivedAt - row.time) / 1000, 2) : MISSING),
            },
            {
              key: 'value',
              title: tag.unit ? `${t('assets.value')} (${tag.unit})` : t('assets.value'),
              width: 120,
              align: 'right',
              render: (_, row) => formatNumber(row.value),
            },
            {
              key: 'quality',
              title: t('assets.quality'),
              width: 110,
              render: (_, row) =>
                row.quality === 0 ? (
                  <span className="dim">{t(`ui.quality.${qualityName(row.quality)}`)}</span>
                ) : (
                  <QualityMark state={row.quality} />
                ),
            },
          ]}
        />
      )}
    </section>
  )
}
