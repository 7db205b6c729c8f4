/** One act on many alarms: the house says first what it would do to which, then what happened to each. Only what was on the screen is touched. */
import {
  type AlarmAct,
  actOf,
  api,
  read,
  SeverityCount,
  type StandingAlarm,
  seenOf,
  useQuery,
  useRefusalText,
  useSendAct,
  type WordyAct,
} from '@anyuan/ui'
import { Alert, Button, Drawer, Form, Input, InputNumber, Select, Skeleton } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'

const MOST_AT_ONCE = 500 // as many as one act takes
const LISTED = 12
/** Acts that make sense on many at once; taking out of service is for one alarm and its own work. */
const ACTS = ['acknowledge', 'silence', 'handle', 'shelve', 'unshelve'] as const
type BulkAction = (typeof ACTS)[number]

interface Answers {
  note?: string
  minutes?: number
  reason?: string
}
const FIRST_ANSWERS: Answers = { minutes: 30 }

/** The act to preview before all words are written: what they will be does not change whom it concerns. */
const actFor = (action: BulkAction, answers: Answers): AlarmAct =>
  action === 'handle' || action === 'shelve'
    ? actOf(action as WordyAct, { ...answers, note: answers.note?.trim() || '…', reason: answers.reason?.trim() || '…' })
    : { action }
const isComplete = (action: BulkAction, { note, minutes, reason }: Answers): boolean =>
  action === 'handle' ? Boolean(note?.trim()) : action === 'shelve' ? Boolean(reason?.trim() && minutes) : true

export function BulkAct({ alarms, onClose }: { alarms: readonly StandingAlarm[] | null; onClose: () => void }) {
  const { t, i18n } = useTranslation()
  const words = useRefusalText()
  const send = useSendAct()
  // what was seen when the button was pressed: what rises meanwhile is not acted on unseen
  const [seen, setSeen] = useState<readonly StandingAlarm[]>([])
  const [action, setAction] = useState<BulkAction>('acknowledge')
  const [answers, setAnswers] = useState<Answers>(FIRST_ANSWERS)
  const [busy, setBusy] = useState(false)
  const [outcome, setOutcome] = useState<{ done: number; waits: boolean; refused: { code: string; text: string }[] } | null>(null)
  const [failure, setFailure] = useState<unknown>(null)
  useEffect(() => {
    if (!alarms) return
    setSeen(alarms.slice(0, MOST_AT_ONCE))
    setAction('acknowledge')
    setAnswers(FIRST_ANSWERS)
    setOutcome(null)
    setFailure(null)
  }, [alarms])
  const body = useMemo(() => ({ alarms: seen.map(seenOf), act: actFor(action, {}) }), [seen, action])
  const preview = useQuery({
    queryKey: ['alarms', 'preview', body],
    queryFn: () => read(api.POST('/api/alarms/act/preview', { body })),
    enabled: alarms !== null && seen.length > 0 && outcome === null,
    staleTime: 0,
    retry: false,
  })
  const ready = useMemo(() => {
    const numbers = new Set(preview.data?.ready.map((one) => one.alarmNumber))
    // where the house does not answer, nothing can be previewed: all of it is kept, and judged when it arrives
    return preview.isError ? seen : seen.filter((alarm) => numbers.has(alarm.alarmNumber))
  }, [preview.data, preview.isError, seen])

  const run = async () => {
    setBusy(true)
    setFailure(null)
    try {
      const acted = await send(actFor(action, answers), ready)
      if (acted.state === 'waits') setOutcome({ done: 0, waits: true, refused: [] })
      else {
        const refused = acted.results.flatMap((result, i) => {
          const code = result.code ?? 'ui.broken'
          const text = i18n.exists(code) ? t(code, result.params) : t('ui.refused_unknown', { code })
          return result.ok ? [] : [{ code: ready[i]?.tagCode ?? '', text }]
        })
        setOutcome({ done: acted.results.length - refused.length, waits: false, refused })
      }
    } catch (error) {
      setFailure(error)
    }
    setBusy(false)
  }
  return (
    <Drawer
      open={alarms !== null}
      title={t('alarms.bulk.title', { count: seen.length })}
      size={480}
      onClose={() => !busy && onClose()}
      destroyOnHidden
      footer={
        <div className="toolbar" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose} disabled={busy}>
            {t(outcome ? 'ui.close' : 'ui.cancel')}
          </Button>
          {!outcome && (
            <Button
              type="primary"
              loading={busy}
              disabled={ready.length === 0 || preview.isPending || !isComplete(action, answers)}
              onClick={() => void run()}
            >
              {t('alarms.bulk.do', { act: t(`ui.alarm.act.${action}`), count: ready.length })}
            </Button>
          )}
        </div>
      }
    >
      <div className="alarms-drawer">
        <Form layout="vertical" disabled={outcome !== null}>
          <Form.Item label={t('alarms.bulk.act')} htmlFor="bulk-act">
            <Select
              id="bulk-act"
              value={action}
              onChange={setAction}
              options={ACTS.map((one) => ({ value: one, label: t(`ui.alarm.act.${one}`) }))}
            />
          </Form.Item>
          {action === 'handle' && (
            <Form.Item label={t('ui.alarm.note')} required htmlFor="bulk-note">
              <Input.TextArea
                id="bulk-note"
                rows={3}
                maxLength={500}
                value={answers.note}
                onChange={(event) => setAnswers({ ...answers, note: event.target.value })}
              />
            </Form.Item>
          )}
          {action === 'shelve' && (
            <>
              <Form.Item label={t('ui.alarm.minutes')} required htmlFor="bulk-minutes">
                <InputNumber
                  id="bulk-minutes"
                  min={1}
                  precision={0}
                  value={answers.minutes}
                  onChange={(minutes) => setAnswers({ ...answers, minutes: minutes ?? undefined })}
                />
              </Form.Item>
              <Form.Item label={t('ui.alarm.reason')} required htmlFor="bulk-reason">
                <Input.TextArea
                  id="bulk-reason"
                  rows={2}
                  maxLength={500}
                  value={answers.reason}
                  onChange={(event) => setAnswers({ ...answers, reason: event.target.value })}
                />
              </Form.Item>
            </>
          )}
        </Form>
        {outcome ? (
          <Alert
            type={outcome.waits ? 'warning' : 'info'}
            title={outcome.waits ? t('ui.acts.kept') : t('alarms.bulk.done', { done: outcome.done, refused: outcome.refused.length })}
          />
        ) : preview.isPending ? (
          <Skeleton active paragraph={{ rows: 2 }} title={false} />
        ) : preview.data ? (
          <section aria-label={t('alarms.bulk.preview')}>
            <div className="toolbar" style={{ gap: 16 }}>
              {preview.data.bySeverity.map(({ severity, count }) => (
                <SeverityCount key={severity} severity={severity} count={count} />
              ))}
            </div>
            <p>{t(`alarms.bulk.meaning.${action}`, { count: ready.length })}</p>
            {preview.data.left.length > 0 && (
              <ul className="act-preview">
                {preview.data.left.map(({ code, count, tagCodes }) => (
                  <li key={code}>
                    {t('alarms.bulk.left', { count })} {i18n.exists(code) ? t(code, { by: '' }) : code}
                    <div className="small">
                      {tagCodes.slice(0, LISTED).join(' ')}
                      {count > LISTED && ` ${t('ui.alarm.and_more', { count: count - LISTED })}`}
                    </div>
                  </li>
                ))}
              </ul>
            )}
          </section>
        ) : (
          <Alert type="warning" title={words(preview.error)} description={t('alarms.bulk.no_preview')} />
        )}
        {failure !== null && <Alert type="error" title={words(failure)} />}
        {outcome && outcome.refused.length > 0 && (
          <ul className="act-preview">
            {outcome.refused.slice(0, LISTED).map((one) => (
              <li key={one.code}>
                <b>{one.code}</b> {one.text}
              </li>
            ))}
            {outcome.refused.length > LISTED && <li>{t('ui.alarm.and_more', { count: outcome.refused.length - LISTED })}</li>}
          </ul>
        )}
      </div>
    </Drawer>
  )
}
