/** The filters above the standing list; they live in the address. */
import { Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { StandingFilters } from './standing-list.ts'

const STATES = [
  'unacknowledged',
  'acknowledged',
  'returned_unacknowledged',
  'returned_unhandled',
  'latched',
  'shelved',
  'suppressed',
  'out_of_service',
] as const
const CONDITIONS = ['limit', 'rate_of_change', 'flat_line', 'no_data', 'bad_quality', 'state'] as const

export function Filters({ filters, onChange }: { filters: StandingFilters; onChange: (change: Partial<StandingFilters>) => void }) {
  const { t } = useTranslation()
  const choice = (key: 'severity' | 'state' | 'condition', options: { value: string; label: string }[]) => (
    <label htmlFor={`alarms-${key}`}>
      {t(`alarms.${key}`)}
      <Select
        id={`alarms-${key}`}
        value={filters[key] === '' ? undefined : filters[key]}
        placeholder={t('ui.table.any')}
        allowClear
        options={options}
        onChange={(value: string | undefined) => onChange({ [key]: value ?? '' })}
      />
    </label>
  )
  return (
    <search className="query-filters">
      <label htmlFor="alarms-text">
        {t('alarms.tag')}
        <Input
          id="alarms-text"
          value={filters.text}
          allowClear
          placeholder={t('alarms.tag.hint')}
          onChange={(event) => onChange({ text: event.target.value })}
        />
      </label>
      {choice(
        'severity',
        ([1, 2, 3, 4] as const).map((severity) => ({ value: String(severity), label: t(`ui.severity.${severity}`) })),
      )}
      {choice(
        'state',
        STATES.map((state) => ({ value: state, label: t(`ui.alarm.state.${state}`) })),
      )}
      {choice(
        'condition',
        CONDITIONS.map((condition) => ({ value: condition, label: t(`alarms.condition.${condition}`) })),
      )}
    </search>
  )
}
