/** The mark of a data state (数据质量): never a colour of alarm. Good has no mark; every other state has its own drawing and word. */
import type { QualityCode, QualityName } from '@anyuan/kernel'
import { useTranslation } from 'react-i18next'

const NAMES: readonly QualityName[] = ['good', 'uncertain', 'bad', 'stale', 'outOfService']
/** The name of a quality number from the wire; an unknown number is bad, never good. */
export const qualityName = (code: number): QualityName => NAMES[code] ?? 'bad'

export type DataState = QualityName | 'shelved'
const DRAWING: Record<Exclude<DataState, 'good'>, string> = {
  uncertain: 'M2 8c1.5-3 3.5-3 5 0s3.5 3 5 0',
  bad: 'M2.5 2.5l9 9M11.5 2.5l-9 9',
  stale: 'M2 9l7-7M2 13 13 2M6 13l7-7',
  outOfService: 'M3 7h8v5.5H3zM4.5 7V4.8a2.5 2.5 0 0 1 5 0V7',
  shelved: 'M7 1.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 1 1 0-11M7 4v3.2l2.2 1.4',
}

/** `state` is a quality name, its number from the wire, or `shelved`. `words` false keeps the word for readers only. */
export function QualityMark({ state, words = true }: { state: DataState | QualityCode | number; words?: boolean }) {
  const { t } = useTranslation()
  const name = typeof state === 'number' ? qualityName(state) : state
  if (name === 'good') return null
  const word = t(`ui.quality.${name}`)
  return (
    <span className="quality" title={t(`ui.quality.${name}.meaning`)}>
      <svg viewBox="0 0 14 14" fill="none" stroke="currentColor" strokeWidth="1.4" aria-hidden="true">
        <path d={DRAWING[name]} />
      </svg>
      <span className={words ? undefined : 'visually-hidden'}>{word}</span>
    </span>
  )
}
