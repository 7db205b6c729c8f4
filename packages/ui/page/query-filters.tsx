/** The query filter above a list: three fields, the rest folded. Text waits for a pause in typing. */
import { Button, Input, Select } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { OrgPicker } from '../org/org-picker.tsx'
import { InstantPicker } from './instant-picker.tsx'
import type { FilterValues } from './url-filters.ts'

export type FilterField = { key: string; label: string } & (
  | { kind: 'text'; placeholder?: string }
  | { kind: 'choice'; options: readonly { value: string; label: string }[] }
  | { kind: 'organisation' }
  /** ISO 8601 in UTC; chosen and shown in Beijing time. */
  | { kind: 'instant' }
)
const OPEN_AT_FIRST = 3
const PAUSE_MS = 350

export function QueryFilters(props: {
  fields: readonly FilterField[]
  values: FilterValues
  onChange: (key: string, value: string) => void
}) {
  const { fields, values, onChange } = props
  const { t } = useTranslation()
  const foldedInUse = fields.slice(OPEN_AT_FIRST).some((field) => (values[field.key] ?? '') !== '')
  const [all, setAll] = useState(foldedInUse)
  const shown = all ? fields : fields.slice(0, OPEN_AT_FIRST)
  return (
    <search className="query-filters">
      {shown.map((field) => (
        <label key={field.key} htmlFor={`filter-${field.key}`}>
          {field.label}
          <Field field={field} value={values[field.key] ?? ''} onChange={(value) => onChange(field.key, value)} />
        </label>
      ))}
      {fields.length > OPEN_AT_FIRST && (
        <Button type="link" onClick={() => setAll(!all)} aria-expanded={all}>
          {t(all ? 'ui.table.fewer_filters' : 'ui.table.more_filters')}
        </Button>
      )}
    </search>
  )
}

function Field({ field, value, onChange }: { field: FilterField; value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation()
  const id = `filter-${field.key}`
  switch (field.kind) {
    case 'text':
      return <TextField id={id} value={value} placeholder={field.placeholder} onChange={onChange} />
    case 'choice':
      return (
        <Select
          id={id}
          value={value === '' ? undefined : value}
          placeholder={t('ui.table.any')}
          allowClear
          showSearch={field.options.length > 10 ? { optionFilterProp: 'label' } : false} // default, not from a standard
          options={field.options.map((option) => ({ ...option }))}
          onChange={(next: string | undefined) => onChange(next ?? '')}
          style={{ minWidth: 160 }}
        />
      )
    case 'organisation':
      return <OrgPicker id={id} value={value === '' ? undefined : value} onChange={onChange} allowClear />
    case 'instant':
      return <InstantPicker id={id} value={value === '' ? null : value} onChange={(next) => onChange(next ?? '')} />
  }
}

function TextField(props: { id: string; value: string; placeholder?: string; onChange: (value: string) => void }) {
  const { id, value, placeholder, onChange } = props
  const [typed, setTyped] = useState(value)
  useEffect(() => setTyped(value), [value])
  useEffect(() => {
    if (typed === value) return
    const timer = setTimeout(() => onChange(typed.trim()), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed, value, onChange])
  return <Input id={id} value={typed} placeholder={placeholder} allowClear onChange={(event) => setTyped(event.target.value)} />
}
