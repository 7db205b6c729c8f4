/** Monthly reports in Word (月报): those that were made, and one made now. */
import { ApiError, api, apiErrorOf, EmptyState, ErrorState, read, Time, useMay, useQuery, useQueryClient, useRefusalText } from '@anyuan/ui'
import { App, Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

const BEIJING_MS = 28_800_000
const OFFERED = 12
/** The last months that are over, newest first. */
function monthsBefore(now: number): string[] {
  const today = new Date(now + BEIJING_MS)
  return Array.from({ length: OFFERED }, (_, i) =>
    new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - 1 - i, 1)).toISOString().slice(0, 7),
  )
}
const saveAs = (file: Blob, name: string) => {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

export function Reports({ under, position }: { under: string | undefined; position: string | undefined }) {
  const { t, i18n } = useTranslation()
  const { message } = App.useApp()
  const words = useRefusalText()
  const client = useQueryClient()
  const may = useMay()('alarms.report', position)
  const months = monthsBefore(Date.now())
  const [month, setMonth] = useState(months[0] ?? '')
  const [busy, setBusy] = useState(false)
  const made = useQuery({
    queryKey: ['alarms', 'reports', under ?? ''],
    queryFn: () => read(api.GET('/api/alarms/reports', { params: { query: { page: 1, pageSize: 50, ...(under ? { under } : {}) } } })),
  })
  const make = async () => {
    if (!position) return
    setBusy(true)
    try {
      const answer = await fetch('/api/alarms/report', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ org: position, month, language: i18n.language.startsWith('en') ? 'en' : 'zh' }),
      }).catch(() => {
        throw new ApiError('ui.unreachable', {}, null, 0)
      })
      if (!answer.ok) throw apiErrorOf(await answer.json().catch(() => null), answer.status, null)
      saveAs(await answer.blob(), `${position}-${month}.docx`)
      void client.invalidateQueries({ queryKey: ['alarms', 'reports'] })
    } catch (error) {
      message.error(words(error))
    }
    setBusy(false)
  }
  return (
    <section className="card kpi-part">
      <div className="toolbar">
        <h2 className="grow">{t('alarms.report')}</h2>
        {may && position && (
          <>
            <Select
              value={month}
              aria-label={t('alarms.report.month')}
              options={months.map((one) => ({ value: one, label: one }))}
              onChange={setMonth}
              style={{ width: 120 }}
            />
            <Button loading={busy} onClick={() => void make()}>
              {t('alarms.report.make')}
            </Button>
          </>
        )}
      </div>
      {made.isError && <ErrorState error={made.error} onRetry={() => void made.refetch()} />}
      {made.data?.items.length === 0 && <EmptyState title={t('alarms.report.none_yet')} hint={t('alarms.report.none_yet.hint')} />}
      <ul className="kpi-list">
        {made.data?.items.map((one) => (
          <li key={`${one.org}-${one.month}`}>
            <a href={`/api/alarms/report?org=${one.org}&month=${one.month}`} download>
              {one.month} {one.name || one.org}
            </a>
            <span className="small">
              <Time at={one.madeAt} /> {one.by ?? t('alarms.report.by_house')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
