/** The guidance of a tag as it holds: each field with its nearest word, and where that was written. */
import { api, formatNumber, MISSING, read, useOrgName, useQuery } from '@anyuan/ui'
import { Select, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Tag } from './tag-values.ts'

const FIELDS = ['cause', 'consequence', 'action', 'respondWithinSeconds', 'phone'] as const
const WORD = {
  cause: 'ui.guidance.cause',
  consequence: 'ui.guidance.consequence',
  action: 'ui.guidance.action',
  respondWithinSeconds: 'assets.guidance.respond',
  phone: 'assets.phone',
} as const
const REASONS = ['low_low', 'low', 'high', 'high_high', 'rate_of_change', 'flat_line', 'no_data', 'bad_quality', 'state'] as const
type Reason = (typeof REASONS)[number]

export function InheritedGuidance({ tag }: { tag: Tag }) {
  const { t } = useTranslation()
  const name = useOrgName()
  const [reason, setReason] = useState<Reason | undefined>()
  const resolved = useQuery({
    queryKey: ['alarm-design', 'resolved', tag.number, reason],
    queryFn: () => read(api.GET('/api/alarm-design/guidance/resolved', { params: { query: { tag: tag.number, reason } } })),
  })
  if (!resolved.data) return <Skeleton active />
  const { words, provenance } = resolved.data
  const shown = (field: (typeof FIELDS)[number]) => {
    const word = words[field]
    if (word === null) return <b>{t('assets.guidance.missing')}</b>
    return field === 'respondWithinSeconds' ? t('assets.seconds', { value: formatNumber(Number(word)) }) : word
  }
  const from = (field: (typeof FIELDS)[number]) => {
    const where = provenance[field]
    if (!where) return MISSING
    if (where.from === 'tag') return t('assets.guidance.of_tag')
    const parts = [
      name(where.org),
      where.assetKind && t(`assets.asset_kind.${where.assetKind}`),
      where.assetCode,
      where.tagCode,
      where.alarmReason && t(`ui.alarm.reason.${where.alarmReason}`),
    ]
    return parts.filter(Boolean).join(' · ')
  }
  return (
    <>
      <div className="toolbar" style={{ justifyContent: 'space-between' }}>
        <h3>{t('assets.guidance')}</h3>
        <Select<Reason>
          allowClear
          value={reason}
          onChange={setReason}
          placeholder={t('assets.guidance.any_reason')}
          aria-label={t('assets.guidance.any_reason')}
          style={{ width: 160 }}
          options={REASONS.map((value) => ({ value, label: t(`ui.alarm.reason.${value}`) }))}
        />
      </div>
      <dl className="assets-guidance">
        {FIELDS.map((field) => (
          <div key={field}>
            <dt>{t(WORD[field])}</dt>
            <dd>
              {shown(field)} <span className="small">{from(field)}</span>
            </dd>
          </div>
        ))}
      </dl>
    </>
  )
}
