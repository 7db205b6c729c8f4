/** Acknowledges many alarms: says first what will happen, then what happened to each. Every act is tied to the occurrence that was seen. */
import { api, plainAct, read, SeverityCount, useMay, useRefusalText, useStandingStore } from '@anyuan/ui'
import { Alert, Button, Drawer, Progress } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StandingAlarm } from './alarm.ts'
import { type AcknowledgePreview, eachAtMost, previewAcknowledge } from './standing-list.ts'

const AT_ONCE = 6 // default, not from a standard
const LISTED = 12

interface Outcome {
  done: number
  refused: { code: string; text: string }[]
}
export function AcknowledgeMany({ alarms, onClose }: { alarms: readonly StandingAlarm[] | null; onClose: () => void }) {
  const { t, i18n } = useTranslation()
  const may = useMay()
  const words = useRefusalText()
  const store = useStandingStore()
  // what was seen when the button was pressed: what is raised anew meanwhile is not acknowledged unseen
  const [preview, setPreview] = useState<AcknowledgePreview | null>(null)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    if (!alarms) return
    setPreview(previewAcknowledge(alarms, (org) => may('alarms.act', org)))
    setOutcome(null)
  }, [alarms, may])
  if (!preview) return null

  const run = async () => {
    setBusy(true)
    const now: Outcome = { done: 0, refused: [] }
    await eachAtMost(preview.ready, AT_ONCE, async (alarm) => {
      try {
        const { results } = await read(
          api.POST('/api/alarms/act', { body: { alarmNumbers: [alarm.alarmNumber], act: plainAct('acknowledge', alarm) } }),
        )
        const result = results[0]
        if (result?.ok) now.done += 1
        else {
          const code = result?.code ?? 'ui.broken'
          now.refused.push({
            code: alarm.tagCode,
            text: i18n.exists(code) ? t(code, result?.params ?? {}) : t('ui.refused_unknown', { code }),
          })
        }
      } catch (error) {
        now.refused.push({ code: alarm.tagCode, text: words(error) })
      }
      setOutcome({ done: now.done, refused: [...now.refused] })
    })
    store.reload()
    setBusy(false)
  }
  const total = preview.ready.length
  const handled = outcome ? outcome.done + outcome.refused.length : 0
  const left = Object.entries(preview.left).filter(([, count]) => count > 0)
  const finished = outcome !== null && !busy
  return (
    <Drawer
      open={alarms !== null}
      title={t('alarms.acknowledge_chosen')}
      size={480}
      onClose={() => !busy && onClose()}
      destroyOnHidden
      footer={
        <div className="toolbar" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose} disabled={busy}>
            {t(finished ? 'ui.close' : 'ui.cancel')}
          </Button>
          {!finished && (
            <Button type="primary" loading={busy} disabled={total === 0} onClick={() => void run()}>
              {t('alarms.acknowledge_chosen.count', { count: total })}
            </Button>
          )}
        </div>
      }
    >
      <div className="alarms-drawer">
        <div className="toolbar" style={{ gap: 16 }}>
          {([1, 2, 3, 4] as const).map((severity) => (
            <SeverityCount key={severity} severity={severity} count={preview.bySeverity[severity]} />
          ))}
        </div>
        <p style={{ margin: 0 }}>{t('alarms.acknowledge.meaning', { count: total })}</p>
        {left.length > 0 && (
          <ul className="act-preview">
            {left.map(([why, count]) => (
              <li key={why}>{t(`alarms.acknowledge.left.${why}`, { count })}</li>
            ))}
          </ul>
        )}
        {outcome && <Progress percent={total === 0 ? 100 : Math.round((handled / total) * 100)} status={busy ? 'active' : 'normal'} />}
        {finished && <Alert type="info" title={t('alarms.acknowledge.done', { done: outcome.done, refused: outcome.refused.length })} />}
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
