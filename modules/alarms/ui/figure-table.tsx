/** All figures with what they mean, what they are measured against, and who says so. */
import { MISSING, type paths } from '@anyuan/ui'
import { Grid, Table, type TableColumnsType, Tag } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

export type Position = paths['/api/alarms/kpi']['get']['responses'][200]['content']['application/json']['positions'][number]
export type Figure = Position['report']['figures'][number]

export function figureText(value: number | null, unit: Figure['unit']): string {
  if (value === null) return MISSING
  if (unit === 'share') return `${(value * 100).toFixed(1)} %`
  return Number.isInteger(value) ? String(value) : value.toFixed(2)
}
/** Shape and word besides colour; the colours are not those of alarms. */
const VERDICT_SHAPE: Record<Figure['verdict'], string> = { good: '✓', manageable: '~', over: '!', no_data: '—' }

function Verdict({ verdict }: Pick<Figure, 'verdict'>) {
  const { t } = useTranslation()
  return (
    <Tag className={`kpi-${verdict}`}>
      {VERDICT_SHAPE[verdict]} {t(`alarms.kpi.verdict.${verdict}`)}
    </Tag>
  )
}

export function FigureTable({ figures }: { figures: readonly Figure[] }) {
  const { t } = useTranslation()
  const narrow = Grid.useBreakpoint().md === false
  const columns = useMemo<TableColumnsType<Figure>>(
    () => [
      {
        key: 'figure',
        title: t('alarms.kpi.figure'),
        width: 190,
        render: (_, one) => <b>{t(`alarms.kpi.${one.key}`)}</b>,
      },
      {
        key: 'value',
        title: t('alarms.kpi.value'),
        width: 100,
        align: 'right',
        render: (_, one) => <b>{figureText(one.value, one.unit)}</b>,
      },
      {
        key: 'verdict',
        title: t('alarms.kpi.verdict'),
        width: 110,
        render: (_, one) => <Verdict verdict={one.verdict} />,
      },
      {
        key: 'target',
        title: t('alarms.kpi.target'),
        width: 180,
        render: (_, one) => (
          <>
            {t(`alarms.kpi.bound.${one.bound}`, { value: figureText(one.target, one.unit) })}
            {one.limit !== null && <div className="small">{t('alarms.kpi.limit', { value: figureText(one.limit, one.unit) })}</div>}
          </>
        ),
      },
      { key: 'definition', title: t('alarms.kpi.definition'), render: (_, one) => t(`alarms.kpi.${one.key}.definition`) },
      {
        key: 'source',
        title: t('alarms.kpi.source'),
        width: 240,
        render: (_, one) => (
          <span className="small">
            {one.source} · {t('alarms.kpi.confidence', { grade: one.confidence })}
          </span>
        ),
      },
    ],
    [t],
  )
  if (narrow)
    return (
      <ul className="kpi-cards">
        {figures.map((one) => (
          <li key={one.key}>
            <div className="toolbar">
              <b className="grow">{t(`alarms.kpi.${one.key}`)}</b>
              <b>{figureText(one.value, one.unit)}</b>
              <Verdict verdict={one.verdict} />
            </div>
            <div>{t(`alarms.kpi.bound.${one.bound}`, { value: figureText(one.target, one.unit) })}</div>
            <div className="small">{t(`alarms.kpi.${one.key}.definition`)}</div>
          </li>
        ))}
      </ul>
    )
  return <Table<Figure> size="small" rowKey="key" columns={columns} dataSource={[...figures]} pagination={false} scroll={{ x: 1080 }} />
}
