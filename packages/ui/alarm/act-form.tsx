/** Acts on alarms that need words from the officer: handle (处置), shelve (搁置), suppress (屏蔽), take out of service (停用) and return with a recorded test (恢复使用). */
import { AlarmAction } from '@anyuan/monitoring/shapes'
import { Form, Input, InputNumber, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/client.ts'
import { type StandingAlarm, severityOf } from '../live/standing.ts'
import { useSendAct } from '../live/use-standing.tsx'
import type { AlarmAct } from '../live/waiting-acts.ts'
import { SeverityMark } from '../marks/severity.tsx'
import { useFieldRule } from '../page/field-rule.ts'
import { FormDrawer } from '../page/form-drawer.tsx'
import { InstantPicker } from '../page/instant-picker.tsx'

export type WordyAct = 'handle' | 'shelve' | 'suppress' | 'take_out_of_service' | 'return_to_service'
interface Answers {
  note?: string
  minutes?: number
  reason?: string
  /** ISO 8601. */
  until?: string | null
  compensatingMeasure?: string
  work?: string
  testResult?: string
}
const SHELVE_MINUTES = [15, 30, 60] // default, not from a standard
const LISTED = 6

const fields = (action: WordyAct) => AlarmAction.options.find((option) => option.shape.action.value === action)?.shape
const schemaOf = (action: WordyAct, field: 'note' | 'minutes' | 'reason' | 'compensatingMeasure' | 'work' | 'testResult') => {
  const shape = fields(action)
  const found = shape && Object.entries(shape).find(([key]) => key === field)?.[1]
  if (!found) throw new Error(`${action} has no ${field}`)
  return found
}

/** The act with the officer's words. */
export function actOf(action: WordyAct, answers: Answers): AlarmAct {
  const reason = answers.reason?.trim() ?? ''
  switch (action) {
    case 'handle':
      return { action, note: answers.note?.trim() ?? '' }
    case 'shelve':
      return { action, minutes: answers.minutes ?? 0, reason }
    case 'suppress':
      return { action, reason }
    case 'return_to_service':
      return { action, testResult: answers.testResult?.trim() ?? '' }
    case 'take_out_of_service':
      return {
        action,
        until: answers.until ? Date.parse(answers.until) : 0,
        reason,
        compensatingMeasure: answers.compensatingMeasure?.trim() ?? '',
        work: answers.work?.trim() ?? '',
      }
  }
}

export interface ActFormProps {
  action: WordyAct | null
  /** What it acts on, as seen when the form was opened. */
  alarms: readonly StandingAlarm[]
  onClose: () => void
}
export function ActForm({ action, alarms, onClose }: ActFormProps) {
  const { t } = useTranslation()
  const rule = useFieldRule()
  const send = useSendAct()
  if (!action) return null
  const submit = async (answers: Answers) => {
    const acted = await send(actOf(action, answers), alarms)
    const refused = acted.state === 'done' ? acted.results.find((result) => !result.ok) : undefined
    if (refused) throw new ApiError(refused.code ?? 'ui.broken', refused.params, null, 409)
  }
  return (
    <FormDrawer<Answers>
      open
      title={t(`ui.alarm.act.${action}`)}
      initial={action === 'shelve' ? { minutes: SHELVE_MINUTES[1] } : {}}
      onSubmit={submit}
      onClose={onClose}
      done={t(`ui.alarm.done.${action}`)}
      submitLabel={t(`ui.alarm.act.${action}`)}
    >
      <p className="dim" style={{ marginTop: 0 }}>
        {t(`ui.alarm.act.${action}.meaning`)}
      </p>
      <ul className="act-preview">
        {alarms.slice(0, LISTED).map((alarm) => {
          const severity = severityOf(alarm.state)
          return (
            <li key={alarm.alarmNumber}>
              {severity !== null && <SeverityMark severity={severity} show="letter" />} <b>{alarm.tagCode}</b> {alarm.tagName}
            </li>
          )
        })}
        {alarms.length > LISTED && <li className="dim">{t('ui.alarm.and_more', { count: alarms.length - LISTED })}</li>}
      </ul>
      {action === 'handle' && (
        <Form.Item<Answers> name="note" label={t('ui.alarm.note')} required rules={[rule(schemaOf('handle', 'note'))]}>
          <Input.TextArea rows={4} autoFocus maxLength={500} showCount />
        </Form.Item>
      )}
      {action === 'shelve' && (
        <Form.Item<Answers> name="minutes" label={t('ui.alarm.minutes')} required rules={[rule(schemaOf('shelve', 'minutes'))]}>
          <Minutes />
        </Form.Item>
      )}
      {action === 'take_out_of_service' && (
        <>
          <Form.Item<Answers>
            name="until"
            label={t('ui.alarm.until')}
            extra={t('ui.alarm.until.test')}
            required
            rules={[{ required: true, message: t('ui.field.required') }]}
          >
            <InstantPicker style={{ width: '100%' }} />
          </Form.Item>
          <Form.Item<Answers> name="work" label={t('ui.alarm.work')} required rules={[rule(schemaOf(action, 'work'))]}>
            <Input maxLength={200} placeholder={t('ui.alarm.work.hint')} />
          </Form.Item>
          <Form.Item<Answers>
            name="compensatingMeasure"
            label={t('ui.alarm.measure')}
            required
            rules={[rule(schemaOf(action, 'compensatingMeasure'))]}
          >
            <Input.TextArea rows={2} maxLength={500} showCount placeholder={t('ui.alarm.measure.hint')} />
          </Form.Item>
        </>
      )}
      {action === 'return_to_service' && (
        <Form.Item<Answers>
          name="testResult"
          label={t('ui.alarm.test_result')}
          extra={t('ui.alarm.test_result.hint')}
          required
          rules={[rule(schemaOf(action, 'testResult'))]}
        >
          <Input.TextArea rows={3} maxLength={500} showCount autoFocus />
        </Form.Item>
      )}
      {action !== 'handle' && action !== 'return_to_service' && (
        <Form.Item<Answers> name="reason" label={t('ui.alarm.reason')} required rules={[rule(schemaOf(action, 'reason'))]}>
          <Input.TextArea rows={3} maxLength={500} showCount />
        </Form.Item>
      )}
    </FormDrawer>
  )
}

function Minutes({ id, value, onChange }: { id?: string; value?: number; onChange?: (minutes: number) => void }) {
  const { t } = useTranslation()
  return (
    <div className="toolbar">
      <Segmented
        value={value}
        options={SHELVE_MINUTES.map((minutes) => ({ value: minutes, label: t('ui.alarm.minutes.of', { minutes }) }))}
        onChange={(minutes) => onChange?.(Number(minutes))}
      />
      <InputNumber
        id={id}
        value={value}
        min={1}
        precision={0}
        onChange={(minutes) => minutes !== null && onChange?.(minutes)}
        aria-label={t('ui.alarm.minutes')}
      />
    </div>
  )
}
