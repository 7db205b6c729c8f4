/** The right column: the numbers the officer answers for, and the shift log with remark and hand-over. */

import {
  api,
  ErrorState,
  ExportButton,
  FormDrawer,
  formatClock,
  formatDate,
  formatNumber,
  MISSING,
  read,
  type StandingAlarm,
  Time,
  useAlarmEvents,
  useBreachText,
  useFieldRule,
  useMe,
  useMoment,
  useOrgName,
  useQuery,
  useQueryClient,
  useRefusalText,
  useShownNow,
} from '@anyuan/ui'
import { App, Button, Form, Input, Skeleton, Tooltip } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NewHandover, NewRemark } from '../contract.ts'
import { DesignWaits } from './design-waits.tsx'
import { type LogEntry, useLogText } from './log-text.ts'
import { useOffline } from './use-offline.ts'
import { shiftNumbers, writePlace } from './work-list.ts'

/** What scrolls must be reached by the keyboard. */
const REACHABLE = { tabIndex: 0 }

const LOG_LINES = 60
const COPIED_MS = 1200 // the api writes the line a moment after the event was shown

export function Shift({ org, alarms, known }: { org: string | undefined; alarms: readonly StandingAlarm[]; known: boolean }) {
  const me = useMe()
  const live = useMoment() === null
  const place = live ? writePlace(org, me.permissions['duty.write'] ?? []) : null
  return (
    <aside className="desk-shift">
      <Numbers org={org} alarms={alarms} known={known} />
      <Log org={org} place={place} openAlarms={alarms.length} />
    </aside>
  )
}

function Numbers({ org, alarms, known }: { org: string | undefined; alarms: readonly StandingAlarm[]; known: boolean }) {
  const { t } = useTranslation()
  const now = useShownNow()
  const { unacknowledged, overTime, gravest } = useMemo(() => shiftNumbers(alarms, now), [alarms, now])
  const offline = useOffline(org)
  const online = offline && offline.total > 0 ? (offline.total - offline.offline) / offline.total : null
  return (
    <section className="card desk-card">
      <h3>{t('duty.shift')}</h3>
      <div className="desk-numbers">
        <Figure value={known ? unacknowledged : null} label={t('duty.unacknowledged')} severity={gravest} />
        <Figure value={known ? overTime : null} label={t('duty.over_time')} severity={overTime > 0 ? 1 : null} />
        <Figure value={offline ? offline.offline : null} label={t('duty.offline')} />
      </div>
      <div className="desk-online small">
        <span>{t('duty.online')}</span>
        <span>{online === null ? MISSING : `${formatNumber(Math.floor(online * 10_000) / 100, 2)} %`}</span>
      </div>
      <div className="desk-online-bar" aria-hidden="true">
        <i style={{ width: `${(online ?? 0) * 100}%` }} />
      </div>
      <DesignWaits org={org} />
    </section>
  )
}
function Figure({ value, label, severity = null }: { value: number | null; label: string; severity?: number | null }) {
  return (
    <div>
      <b className={severity === null ? '' : `severity-${severity}`}>{value === null ? MISSING : value.toLocaleString('en-US')}</b>
      <span className="small">{label}</span>
    </div>
  )
}

function Log({ org, place, openAlarms }: { org: string | undefined; place: string | null; openAlarms: number }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { message } = App.useApp()
  const words = useRefusalText()
  const name = useOrgName()
  const me = useMe()
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const [handing, setHanding] = useState(false)
  const under = org ?? me.permissions['duty.read']?.[0]
  const log = useQuery({
    queryKey: ['duty', 'log', under],
    queryFn: () => read(api.GET('/api/duty/log', { params: { query: { org: under ?? '', page: 1, pageSize: LOG_LINES } } })),
    enabled: under !== undefined,
    refetchInterval: 20_000,
  })
  const soon = useRef<ReturnType<typeof setTimeout> | null>(null)
  useEffect(
    () => () => {
      if (soon.current) clearTimeout(soon.current)
    },
    [],
  )
  useAlarmEvents(() => {
    soon.current ??= setTimeout(() => {
      soon.current = null
      void client.invalidateQueries({ queryKey: ['duty', 'log'] })
    }, COPIED_MS)
  })
  const send = async () => {
    if (!place || !NewRemark.shape.text.safeParse(text).success) return
    setBusy(true)
    try {
      await read(api.POST('/api/duty/remarks', { body: { org: place, text } }))
      setText('')
      await client.invalidateQueries({ queryKey: ['duty', 'log'] })
    } catch (error) {
      message.error(words(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <section className="card desk-card desk-log">
      <div className="toolbar">
        <h3 className="grow">{t('duty.log')}</h3>
        {place && <ExportButton size="small" to={{ path: '/api/duty/log/export', query: { org: place } }} />}
        {place && (
          <Button size="small" onClick={() => setHanding(true)}>
            {t('duty.hand_over')}
          </Button>
        )}
      </div>
      {place && (
        <div className="desk-remark">
          <Input.TextArea
            value={text}
            autoSize={{ minRows: 1, maxRows: 4 }}
            maxLength={1000}
            placeholder={t('duty.remark.hint', { place: name(place) })}
            aria-label={t('duty.remark')}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              // Enter that ends a Chinese composition writes the word, it does not send
              if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
              event.preventDefault()
              void send()
            }}
          />
          <Button loading={busy} disabled={text.trim() === ''} onClick={() => void send()}>
            {t('duty.remark.send')}
          </Button>
        </div>
      )}
      <div className="desk-lines" role="log" aria-label={t('duty.log')} {...REACHABLE}>
        {log.isPending && under !== undefined && <Skeleton active title={false} paragraph={{ rows: 4 }} />}
        {log.isError && <ErrorState error={log.error} onRetry={() => void log.refetch()} />}
        {log.data?.items.length === 0 && <p className="small">{t('duty.log.none')}</p>}
        {log.data?.items.map((entry, i) => (
          <Line key={entry.id} entry={entry} before={log.data.items[i - 1]} />
        ))}
      </div>
      {place && (
        <HandOver
          open={handing}
          place={place}
          openAlarms={openAlarms}
          onDone={() => void client.invalidateQueries({ queryKey: ['duty', 'log'] })}
          onClose={() => setHanding(false)}
        />
      )}
    </section>
  )
}

function Line({ entry, before }: { entry: LogEntry; before: LogEntry | undefined }) {
  const logText = useLogText(useBreachText())
  const day = formatDate(entry.at)
  return (
    <>
      {before && formatDate(before.at) !== day && <div className="small desk-day">{day}</div>}
      <div className={`desk-line desk-line-${entry.kind}`}>
        <Tooltip title={<Time at={entry.at} />}>
          <time className="small">{formatClock(entry.at, false)}</time>
        </Tooltip>
        <div>
          {logText(entry)}
          {entry.by && <span className="small"> {entry.by}</span>}
        </div>
      </div>
    </>
  )
}

function HandOver(props: { open: boolean; place: string; openAlarms: number; onDone: () => void; onClose: () => void }) {
  const { open, place, openAlarms, onDone, onClose } = props
  const { t } = useTranslation()
  const rule = useFieldRule()
  const name = useOrgName()
  return (
    <FormDrawer<{ summary: string }>
      open={open}
      title={t('duty.hand_over')}
      initial={{}}
      submitLabel={t('duty.hand_over')}
      done={t('duty.handed_over')}
      onClose={onClose}
      onSubmit={async ({ summary }) => {
        await read(api.POST('/api/duty/handovers', { body: { org: place, summary, openAlarms } }))
        onDone()
      }}
    >
      <p style={{ marginTop: 0 }}>{t('duty.hand_over.what', { place: name(place), count: openAlarms })}</p>
      <Form.Item name="summary" label={t('duty.hand_over.summary')} required rules={[rule(NewHandover.shape.summary)]}>
        <Input.TextArea rows={8} maxLength={2000} showCount autoFocus />
      </Form.Item>
    </FormDrawer>
  )
}
