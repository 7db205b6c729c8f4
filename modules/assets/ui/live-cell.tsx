/** The live value of one tag in a table: value, state and age, from one and the same sample. */
import { Age, formatNumber, MISSING, QualityMark, useLiveValue } from '@anyuan/ui'

export function LiveNumber({ tagNumber }: { tagNumber: number }) {
  const live = useLiveValue(tagNumber)
  // a bad, stale or switched-off value is no value
  return <b>{live && live.quality < 2 ? formatNumber(live.value) : MISSING}</b>
}
export function LiveState({ tagNumber }: { tagNumber: number }) {
  const live = useLiveValue(tagNumber)
  if (!live) return <span className="dim">{MISSING}</span>
  return live.quality === 0 ? <span className="dim">·</span> : <QualityMark state={live.quality} />
}
export function LiveAge({ tagNumber }: { tagNumber: number }) {
  const live = useLiveValue(tagNumber)
  return live ? <Age at={live.time} /> : <span className="dim">{MISSING}</span>
}
