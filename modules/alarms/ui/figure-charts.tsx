/** Alarms by day with the day's limits, and the mix of levels against 80/15/5. Days of which nothing is known are gaps, not zeros. */
import { formatDate, SeverityMark } from '@anyuan/ui'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { figureText, type Position } from './figure-table.tsx'

const HEIGHT = 180
const FOOT = 22
const LEFT = 40
const DATE_WIDTH = 36
const DAY_TARGET = 150 // ISA-18.2-2009 §16
const DAY_LIMIT = 300 // ISA-18.2-2009 §16
/** Low 80, medium 15, high 5, highest below 1 percent: ISA-18.2-2016 §16 */
const MIX = { 4: 0.8, 3: 0.15, 2: 0.05, 1: 0.01 } as const

export function DayBars({ days }: { days: Position['report']['days'] }) {
  const { t } = useTranslation()
  // drawn at the width it has, so that its words keep their size on a phone
  const place = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(480)
  useEffect(() => {
    const element = place.current
    if (!element) return
    const watch = new ResizeObserver(([entry]) => entry && setWidth(Math.max(200, entry.contentRect.width)))
    watch.observe(element)
    return () => watch.disconnect()
  }, [])
  const top = Math.max(DAY_TARGET * 1.1, ...days.map((day) => day.activations * 1.1))
  const y = (count: number) => HEIGHT - FOOT - (count / top) * (HEIGHT - FOOT - 8)
  const step = (width - LEFT) / Math.max(1, days.length)
  const label = Math.ceil(days.length / Math.max(1, Math.floor(width / 70)))
  const line = (count: number, words: string) =>
    count <= top && (
      <g>
        <line x1={LEFT} x2={width} y1={y(count)} y2={y(count)} className="kpi-line" />
        <text x={LEFT - 4} y={y(count) + 4} textAnchor="end">
          {count}
        </text>
        <text x={width} y={y(count) - 3} textAnchor="end">
          {words}
        </text>
      </g>
    )
  return (
    <div ref={place}>
      <svg width={width} height={HEIGHT} className="kpi-days" role="img" aria-label={t('alarms.kpi.days')}>
        {line(DAY_TARGET, t('alarms.kpi.target'))}
        {line(DAY_LIMIT, t('alarms.kpi.limit.word'))}
        <line x1={LEFT} x2={width} y1={y(0)} y2={y(0)} className="kpi-axis" />
        {days.map((day, i) => (
          <g key={day.at}>
            {day.buckets === 0 ? (
              <text x={LEFT + step * (i + 0.5)} y={y(0) - 4} textAnchor="middle">
                —<title>{`${formatDate(day.at)} ${t('alarms.kpi.verdict.no_data')}`}</title>
              </text>
            ) : (
              <rect
                x={LEFT + step * i + 1}
                width={Math.max(1, step - 2)}
                y={y(day.activations)}
                height={Math.max(day.activations > 0 ? 1 : 0, y(0) - y(day.activations))}
                className="kpi-day"
              >
                <title>
                  {t('alarms.kpi.day.tip', {
                    day: formatDate(day.at),
                    count: day.activations,
                    maximum: day.maximum ?? '—',
                    over: day.overTen,
                    stale: day.stale,
                  })}
                </title>
              </rect>
            )}
            {i % label === 0 && (
              <text
                x={Math.min(LEFT + step * (i + 0.5), width - DATE_WIDTH / 2)} // the last one stays within the picture
                y={HEIGHT - 6}
                textAnchor="middle"
              >
                {formatDate(day.at).slice(5)}
              </text>
            )}
          </g>
        ))}
      </svg>
    </div>
  )
}

export function PriorityMix({ priorities, total }: { priorities: Position['report']['priorities']; total: number }) {
  const { t } = useTranslation()
  return (
    <table className="kpi-mix">
      <tbody>
        {priorities.map(({ severity, count }) => (
          <tr key={severity}>
            <th scope="row">
              <SeverityMark severity={severity} />
            </th>
            <td className="kpi-mix-bar">
              <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <rect width={(count / total) * 100} height="10" className="kpi-day" />
                <line x1={MIX[severity] * 100} x2={MIX[severity] * 100} y1="0" y2="10" className="kpi-line" />
              </svg>
            </td>
            <td className="num">{figureText(count / total, 'share')}</td>
            <td className="num small">
              {t(severity === 4 ? 'alarms.kpi.bound.at_least' : severity === 1 ? 'alarms.kpi.bound.below' : 'alarms.kpi.bound.at_most', {
                value: figureText(MIX[severity], 'share'),
              })}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
