/** The tag's own history with its limits as they are and as they would be, around what would be lost. */
import { limitsOf, TagTrend, type TrendLimit } from '@anyuan/ui'
import { Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Change } from './design.ts'

type Report = Extract<Change['rehearsal'], { state: 'done' }>['report']
const AROUND_MS = 1_800_000

export function RehearsalChart({ change, report }: { change: Change; report: Report }) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState(change.tags[0]?.tagNumber)
  const tag = change.before.find((one) => one.tagNumber === chosen)
  const proposed = change.tags.find((one) => one.tagNumber === chosen)
  if (!tag || !proposed || report.samples === 0) return null
  const first = [...report.trueLost, ...report.otherLost].find((one) => one.tagNumber === chosen)
  const window = first
    ? { from: Math.max(report.from, first.raisedAt - AROUND_MS), to: Math.min(report.to, (first.until ?? first.raisedAt) + AROUND_MS) }
    : { from: report.from, to: report.to }
  const after = limitsOf(proposed.alarms)
  const moved = (limit: TrendLimit) => !after.some((other) => other.label === limit.label && other.value === limit.value)
  const limits = [
    ...limitsOf(tag.alarms).map((limit) =>
      moved(limit) ? { ...limit, label: `${limit.label} ${t('alarm-design.change.before')}` } : limit,
    ),
    ...after
      .filter((limit) => !limitsOf(tag.alarms).some((other) => other.label === limit.label && other.value === limit.value))
      .map((limit) => ({ ...limit, label: `${limit.label} ${t('alarm-design.change.after')}` })),
  ]
  return (
    <>
      {change.before.length > 1 && (
        <Select
          value={chosen}
          onChange={setChosen}
          aria-label={t('alarm-design.tag')}
          options={change.before.map((one) => ({ value: one.tagNumber, label: `${one.code} ${one.name}` }))}
        />
      )}
      <TagTrend
        key={chosen}
        tags={[{ number: tag.tagNumber, name: tag.name, unit: tag.unit }]}
        window={window}
        limits={limits}
        alarms={report.trueLost
          .filter((one) => one.tagNumber === chosen && one.raisedAt >= window.from && one.raisedAt < window.to)
          .map((one) => ({ at: one.raisedAt, severity: one.worst.severity, label: t(`alarm-design.rehearsal.${one.how}`) }))}
        height={260}
      />
    </>
  )
}
