/** A value between its limits: one thin bar over the measuring range with the limits as labelled ticks. */
import { useTranslation } from 'react-i18next'
import type { TrendLimit } from '../chart/trend-option.ts'
import { SEVERITY_TOKEN } from '../marks/severity.tsx'
import { formatNumber } from '../words/time.ts'
import { shareOf } from './limits.ts'

export interface LimitsBarProps {
  /** Null: no value is known, and none is marked. */
  value: number | null
  rangeLow: number
  rangeHigh: number
  limits: readonly TrendLimit[]
  unit: string
}
export function LimitsBar({ value, rangeLow, rangeHigh, limits, unit }: LimitsBarProps) {
  const { t } = useTranslation()
  const named = limits.map((limit) => `${limit.label} ${formatNumber(limit.value)}`).join(' · ')
  return (
    <div className="limits-line" role="img" aria-label={t('ui.limits', { value: formatNumber(value), unit, limits: named })}>
      <div className="limits-line-bar">
        {limits.map((limit) => (
          <i
            key={limit.label}
            style={{ left: `${shareOf(limit.value, rangeLow, rangeHigh) * 100}%`, background: `var(--${SEVERITY_TOKEN[limit.severity]})` }}
            title={`${limit.label} ${formatNumber(limit.value)} ${unit}`}
          />
        ))}
        {value !== null && <b style={{ left: `${shareOf(value, rangeLow, rangeHigh) * 100}%` }} />}
      </div>
      <div className="limits-line-ends small">
        <span>{formatNumber(rangeLow)}</span>
        <span>{named}</span>
        <span>{formatNumber(rangeHigh)}</span>
      </div>
    </div>
  )
}
