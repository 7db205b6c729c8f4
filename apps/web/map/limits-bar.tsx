/** A value between its limits: one thin bar with the limits as labelled ticks. */
import { formatNumber, SEVERITY_TOKEN, type TrendLimit } from '@anyuan/ui'
import { useTranslation } from 'react-i18next'
import { shareOf } from './tag-limits.ts'

export function LimitsBar({
  value,
  low,
  high,
  limits,
  unit,
}: {
  value: number | null
  low: number
  high: number
  limits: readonly TrendLimit[]
  unit: string
}) {
  const { t } = useTranslation()
  return (
    <div
      className="limits"
      role="img"
      aria-label={t('map.limits', {
        value: formatNumber(value),
        unit,
        limits: limits.map((limit) => `${limit.label} ${formatNumber(limit.value)}`).join(', '),
      })}
    >
      <div className="limits-bar">
        {limits.map((limit) => (
          <i
            key={limit.label}
            style={{ left: `${shareOf(limit.value, low, high) * 100}%`, background: `var(--${SEVERITY_TOKEN[limit.severity]})` }}
            title={`${limit.label} ${formatNumber(limit.value)} ${unit}`}
          />
        ))}
        {value !== null && <b style={{ left: `${shareOf(value, low, high) * 100}%` }} />}
      </div>
      <div className="limits-ends small">
        <span>{formatNumber(low)}</span>
        <span>{limits.map((limit) => `${limit.label} ${formatNumber(limit.value)}`).join(' · ')}</span>
        <span>{formatNumber(high)}</span>
      </div>
    </div>
  )
}
