/** What a change request changes: of each tag what it was and would be, of each suppression rule the rule. */
import { type SettingValue, settingDiff } from '@anyuan/assets/contract'
import { formatNumber, Link, MISSING } from '@anyuan/ui'
import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Change } from './design.ts'

export function ChangeDiff({ change }: { change: Change }) {
  const { t } = useTranslation()
  const shown = (value: SettingValue): string => {
    if (value === null) return MISSING
    if (typeof value === 'boolean') return t(value ? 'alarm-design.yes' : 'alarm-design.no')
    return typeof value === 'number' ? formatNumber(value) : value
  }
  const rows = change.tags.flatMap((tag) => {
    const before = change.before.find((one) => one.tagNumber === tag.tagNumber)
    return settingDiff(before ?? { alarms: {}, formula: null }, tag).map((difference) => ({
      ...difference,
      key: `${tag.tagNumber} ${difference.path.join('.')}`,
      tagNumber: tag.tagNumber,
      code: before?.code ?? `#${tag.tagNumber}`,
      name: before?.name ?? '',
      unit: before?.unit ?? '',
    }))
  })
  const rules = change.suppressions.map(({ code, rule }) => ({
    code,
    rule,
    before: change.suppressionsBefore.find((one) => one.code === code) ?? null,
  }))
  return (
    <section className="card design-part">
      <h3>{t('alarm-design.change.diff')}</h3>
      {rows.length > 0 && (
        <Table
          size="small"
          pagination={false}
          dataSource={rows}
          scroll={{ x: 'max-content' }}
          columns={[
            {
              key: 'tag',
              title: t('alarm-design.tag'),
              render: (_, row) => (
                <>
                  <Link to={`/tags/${row.tagNumber}`}>{row.code}</Link> {row.name}
                </>
              ),
            },
            {
              key: 'field',
              title: t('alarm-design.change.field'),
              render: (_, row) => row.path.map((step) => (/^\d+$/.test(step) ? step : t(`assets.path.${step}`))).join(' '),
            },
            {
              key: 'before',
              title: t('alarm-design.change.before'),
              align: 'right',
              render: (_, row) => <s className="dim">{shown(row.before)}</s>,
            },
            { key: 'after', title: t('alarm-design.change.after'), align: 'right', render: (_, row) => <b>{shown(row.after)}</b> },
          ]}
        />
      )}
      {rules.map(({ code, rule, before }) => (
        <div key={code} className="design-rule">
          <b>{t('alarm-design.suppressions.title', { code })}</b>{' '}
          {rule === null
            ? t('alarm-design.suppressions.taken_away')
            : `${'formula' in rule.when ? rule.when.formula : `${t('alarm-design.suppressions.cause')} #${rule.when.causeAlarm}`} → ${rule.alarms.map((alarm) => `#${alarm}`).join('、')}`}
          {before && rule && <span className="dim"> {t('alarm-design.suppressions.replaces')}</span>}
        </div>
      ))}
    </section>
  )
}
