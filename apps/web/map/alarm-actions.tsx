/** What the officer may do about an alarm from the map: acknowledge, note the handling, shelve. Nothing here when the map shows the past. */
import { innerState, isSetAside, isUnacknowledged, type StandingAlarm, useActOnAlarms, useMay } from '@anyuan/ui'
import { Button, Form, Input, InputNumber, Popover } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'

const SHELVE_MINUTES = 30 // default, not from a standard

function Ask({ label, disabled, children }: { label: ReactNode; disabled?: boolean; children: (close: () => void) => ReactNode }) {
  const [open, setOpen] = useState(false)
  return (
    <Popover
      trigger="click"
      placement="topLeft"
      open={open}
      onOpenChange={setOpen}
      destroyOnHidden
      content={<div style={{ width: 280 }}>{children(() => setOpen(false))}</div>}
    >
      <Button disabled={disabled}>{label}</Button>
    </Popover>
  )
}

export function AlarmActions({ alarm }: { alarm: StandingAlarm }) {
  const { t } = useTranslation()
  const act = useActOnAlarms()
  const allowed = useMay()('alarms.act', alarm.org)
  const [busy, setBusy] = useState(false)
  const inner = innerState(alarm.state)
  const seenOccurrence = inner.state === 'normal' ? '' : inner.occurrence
  const callable = allowed && isUnacknowledged(alarm.state) && !busy
  const acknowledge = async () => {
    setBusy(true)
    await act([alarm.alarmNumber], { action: 'acknowledge', seenOccurrence })
    setBusy(false)
  }
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea, [contenteditable]')
      if (!callable || typing || event.ctrlKey || event.metaKey || event.altKey || event.key.toLowerCase() !== 'a') return
      event.preventDefault()
      void acknowledge()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  })
  if (!allowed) return <span className="small">{t('map.act.not_allowed')}</span>
  return (
    <div className="toolbar">
      {isUnacknowledged(alarm.state) && (
        <Button type="primary" loading={busy} onClick={() => void acknowledge()}>
          {t('map.act.acknowledge')} <kbd>A</kbd>
        </Button>
      )}
      {!isSetAside(alarm.state) && (
        <>
          <Ask label={t('map.act.handle')}>
            {(close) => (
              <Form<{ note: string }>
                layout="vertical"
                requiredMark={false}
                onFinish={({ note }) => void act([alarm.alarmNumber], { action: 'handle', seenOccurrence, note }).then(close)}
              >
                <Form.Item
                  name="note"
                  label={t('map.act.handle.note')}
                  rules={[{ required: true, whitespace: true, max: 500, message: t('map.act.required') }]}
                >
                  <Input.TextArea rows={3} autoFocus maxLength={500} />
                </Form.Item>
                <Button type="primary" htmlType="submit" block>
                  {t('map.act.handle')}
                </Button>
              </Form>
            )}
          </Ask>
          <Ask label={t('map.act.shelve')}>
            {(close) => (
              <Form<{ minutes: number; reason: string }>
                layout="vertical"
                requiredMark={false}
                initialValues={{ minutes: SHELVE_MINUTES }}
                onFinish={({ minutes, reason }) => void act([alarm.alarmNumber], { action: 'shelve', minutes, reason }).then(close)}
              >
                <Form.Item name="minutes" label={t('map.act.shelve.minutes')} rules={[{ required: true, message: t('map.act.required') }]}>
                  <InputNumber min={1} max={1440} precision={0} style={{ width: '100%' }} />
                </Form.Item>
                <Form.Item
                  name="reason"
                  label={t('map.act.shelve.reason')}
                  rules={[{ required: true, whitespace: true, max: 500, message: t('map.act.required') }]}
                >
                  <Input.TextArea rows={2} maxLength={500} />
                </Form.Item>
                <Button type="primary" htmlType="submit" block>
                  {t('map.act.shelve')}
                </Button>
              </Form>
            )}
          </Ask>
        </>
      )}
      {alarm.state.state === 'shelved' && (
        <Button onClick={() => void act([alarm.alarmNumber], { action: 'unshelve' })}>{t('map.act.unshelve')}</Button>
      )}
    </div>
  )
}
