/** Export (导出): the list or the history as it is filtered, as CSV or Excel. Asks the server first how many rows it will be, so that a refusal is said in words. */
import { App, Button, Dropdown } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiErrorOf, type paths } from '../api/client.ts'
import { useRefusalText } from '../api/refusal.tsx'
import { Icon } from '../marks/icon.tsx'

export type ExportPath = Extract<keyof paths, `${string}/export`>
export interface ExportTo {
  path: ExportPath
  /** Filters by their names in the HTTP interface; what is empty is left out. */
  query: Readonly<Record<string, string | number | undefined | null>>
}

export const exportAddress = ({ path, query }: ExportTo, more: Readonly<Record<string, string>>): string => {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '')
  return `${path}?${new URLSearchParams([...given.map(([key, value]) => [key, String(value)]), ...Object.entries(more)])}`
}

export interface ExportButtonProps {
  /** A function where the answer depends on the moment of the click. */
  to: ExportTo | (() => ExportTo)
  /** Ways to have the same thing, each in both formats; their queries are added. */
  choices?: readonly { key: string; label: string; query: ExportTo['query'] }[]
  label?: string
  size?: 'small' | 'middle'
}
export function ExportButton({ to, choices, label, size }: ExportButtonProps) {
  const { t, i18n } = useTranslation()
  const { message } = App.useApp()
  const words = useRefusalText()
  const [busy, setBusy] = useState(false)
  const fetchFile = async (picked: string) => {
    const [format = 'csv', way] = picked.split(' ')
    const place = typeof to === 'function' ? to() : to
    const target = { ...place, query: { ...place.query, ...choices?.find(({ key }) => key === way)?.query } }
    const choice = { format, lang: i18n.language === 'en' ? 'en' : 'zh' }
    setBusy(true)
    try {
      const answer = await fetch(exportAddress(target, { ...choice, probe: 'true' }), { credentials: 'same-origin' }).catch(() => null)
      const body: unknown = await answer?.json().catch(() => null)
      if (!answer?.ok) throw apiErrorOf(body, answer?.status ?? 503, answer?.headers.get('x-correlation-id') ?? null) // default: nobody answered
      const { rows } = body as { rows: number }
      if (rows === 0) return void message.info(t('ui.export.none'))
      // the browser writes the file as it comes: its size does not matter
      const link = document.createElement('a')
      link.href = exportAddress(target, choice)
      link.download = ''
      link.click()
      message.success(t('ui.export.rows', { rows: rows.toLocaleString('en-US') }))
    } catch (error) {
      message.error(words(error))
    } finally {
      setBusy(false)
    }
  }
  const formats = (way: string) => [
    { key: `xlsx${way}`, label: t('ui.export.xlsx') },
    { key: `csv${way}`, label: t('ui.export.csv') },
  ]
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: choices
          ? choices.map(({ key, label: way }) => ({ key, type: 'group' as const, label: way, children: formats(` ${key}`) }))
          : formats(''),
        onClick: ({ key }) => void fetchFile(key),
      }}
    >
      {label ? (
        <Button size={size ?? 'middle'} loading={busy} icon={<Icon name="download" />}>
          {label}
        </Button>
      ) : (
        <Button
          type="text"
          size={size ?? 'middle'}
          loading={busy}
          icon={<Icon name="download" />}
          aria-label={t('ui.export')}
          title={t('ui.export')}
        />
      )}
    </Dropdown>
  )
}
