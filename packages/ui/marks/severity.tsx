/** The mark of an alarm level (报警等级): colour, shape, letter and word together, everywhere alike. */
import type { Severity } from '@anyuan/kernel'
import { Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'

export const SEVERITY_LETTER: Record<Severity, string> = { 1: 'I', 2: 'II', 3: 'III', 4: 'IV' }
export const SEVERITY_TOKEN = { 1: 'red', 2: 'orange', 3: 'yellow', 4: 'blue' } as const satisfies Record<Severity, string>
/** SVG path of each level's shape in a 14×14 box: triangle, diamond, square, circle. Also drawn on the map. */
export const SEVERITY_PATH: Record<Severity, string> = {
  1: 'M7 1 13.5 12.5H.5Z',
  2: 'M7 .5 13.5 7 7 13.5.5 7Z',
  3: 'M1.5 1.5h11v11h-11Z',
  4: 'M7 1a6 6 0 1 1 0 12A6 6 0 1 1 7 1Z',
}

export function SeverityShape({ severity, size = 14 }: { severity: Severity; size?: number }) {
  return (
    <svg viewBox="0 0 14 14" width={size} height={size} aria-hidden="true">
      <path d={SEVERITY_PATH[severity]} fill={`var(--${SEVERITY_TOKEN[severity]})`} stroke="currentColor" strokeWidth="0.75" />
    </svg>
  )
}

interface SeverityMarkProps {
  severity: Severity
  /** `word`: ▲ I 红色; `letter`: ▲ I; `shape`: ▲, the rest as hidden text for readers. */
  show?: 'word' | 'letter' | 'shape'
  /** Not yet acknowledged: the outline pulses at 1 Hz, and stands still under reduced motion. */
  unacknowledged?: boolean
}
export function SeverityMark({ severity, show = 'word', unacknowledged = false }: SeverityMarkProps) {
  const { t } = useTranslation()
  const word = t(`ui.severity.${severity}`)
  return (
    <span
      className={`severity severity-${severity}${unacknowledged ? ' severity-unacknowledged' : ''}`}
      title={show === 'word' ? undefined : `${SEVERITY_LETTER[severity]} ${word}`}
    >
      <SeverityShape severity={severity} />
      {show !== 'shape' && <span>{SEVERITY_LETTER[severity]}</span>}
      {show === 'word' ? <span>{word}</span> : <span className="visually-hidden">{word}</span>}
    </span>
  )
}

/** Level with its count, grey when there is none: the counters of the top bar and of clusters. */
export function SeverityCount({ severity, count, unacknowledged = 0 }: { severity: Severity; count: number; unacknowledged?: number }) {
  const { t } = useTranslation()
  const none = count === 0
  return (
    <Tooltip title={t('ui.severity.count', { word: t(`ui.severity.${severity}`), count, unacknowledged })}>
      <span
        className={`severity ${none ? 'severity-none' : `severity-${severity}`}${unacknowledged > 0 ? ' severity-unacknowledged' : ''}`}
      >
        <svg viewBox="0 0 14 14" aria-hidden="true">
          <path
            d={SEVERITY_PATH[severity]}
            fill={none ? 'none' : `var(--${SEVERITY_TOKEN[severity]})`}
            stroke="currentColor"
            strokeWidth={none ? 1.2 : 0.75}
          />
        </svg>
        <span>{SEVERITY_LETTER[severity]}</span>
        <span className="visually-hidden">{t(`ui.severity.${severity}`)}</span>
        <span>{count}</span>
      </span>
    </Tooltip>
  )
}
