/** A small row of bars: counts over equal spans of time. The highest and the ends of the time are written beside it, for a bar alone has no size. */
import { formatNumber } from '@anyuan/ui'

export interface BarsProps {
  values: readonly number[]
  /** Of one bar, as 条/分. */
  unit: string
  /** What is counted, for those who cannot see the bars. */
  label: string
  from: string
  to: string
  height?: number
  /** Said when the pointer rests on a bar; names its time, so no two are alike. */
  titleOf: (index: number) => string
}
export function Bars({ values, unit, label, from, to, height = 48, titleOf }: BarsProps) {
  const most = Math.max(0, ...values)
  const step = 100 / values.length
  return (
    <figure className="sources-bars">
      <figcaption className="small">
        <span>{label}</span>
        <span>
          {formatNumber(most)} {unit}
        </span>
      </figcaption>
      <svg viewBox={`0 0 100 ${height}`} preserveAspectRatio="none" role="img" aria-label={`${label}: ${from} – ${to}`} style={{ height }}>
        {values.map((value, index) => {
          const tall = most === 0 ? 0 : Math.max(value === 0 ? 0 : 1, (value / most) * height)
          return (
            <g key={titleOf(index)}>
              <title>{titleOf(index)}</title>
              <rect x={index * step} y={0} width={step} height={height} fill="transparent" />
              <rect x={index * step + step * 0.1} y={height - tall} width={step * 0.8} height={tall} className="sources-bar" />
            </g>
          )
        })}
      </svg>
      <div className="small sources-bars-ends">
        <span>{from}</span>
        <span>{to}</span>
      </div>
    </figure>
  )
}
