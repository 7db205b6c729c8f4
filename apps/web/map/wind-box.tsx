/** Wind top right: an arrow that points where the wind goes, with speed, and said in words. Missing readings are said to be missing. */
import { Age, formatNumber, MISSING, QualityMark, useLiveValues } from '@anyuan/ui'
import { useTranslation } from 'react-i18next'
import { sectorOf, usable, type WindTags } from './wind.ts'

export function WindBox({ tags }: { tags: WindTags }) {
  const { t } = useTranslation()
  const numbers = [tags.speed.number, tags.direction.number, ...(tags.temperature ? [tags.temperature.number] : [])]
  const values = useLiveValues(numbers)
  const speed = usable(values.get(tags.speed.number))
  const reading = values.get(tags.direction.number)
  const from = usable(reading)
  const temperature = tags.temperature ? usable(values.get(tags.temperature.number)) : null
  // below 0.5 m/s a vane points anywhere: default, not from a standard
  const calm = speed !== null && speed < 0.5
  return (
    <section className="card wind" aria-label={t('map.wind')}>
      <svg viewBox="0 0 48 48" width="48" height="48" aria-hidden="true">
        <circle cx="24" cy="24" r="21" fill="none" stroke="var(--line)" strokeWidth="1.5" />
        <path d="M24 3v4M24 41v4M3 24h4M41 24h4" stroke="var(--line)" strokeWidth="1.5" />
        {from !== null && !calm && (
          <g transform={`rotate(${from} 24 24)`}>
            <path d="M24 38 17 12l7 4 7-4Z" fill="var(--text)" />
          </g>
        )}
      </svg>
      <div>
        {from === null || speed === null
          ? t('map.wind.unknown')
          : calm
            ? t('map.wind.calm')
            : t('map.wind.from', { from: t(`map.wind.${sectorOf(from)}`) })}
        {speed !== null && ` ${formatNumber(speed, 1)} m/s`}
      </div>
      <div className="small">
        {temperature === null ? MISSING : `${formatNumber(temperature, 1)} ℃`} · {tags.direction.assetCode ?? tags.direction.code}
      </div>
      {reading && reading.quality > 0 && <QualityMark state={reading.quality} />}
      {reading && reading.quality >= 3 && (
        <div className="small">
          <Age at={reading.time} />
        </div>
      )}
    </section>
  )
}
