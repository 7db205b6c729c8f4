/** What is set by design of a tag, in a form: formula, limits, watches, class, limit sets. Of a new tag, or of a change request. */
import { api, read, SeverityMark, useFieldRule, useQuery } from '@anyuan/ui'
import { Button, Checkbox, Form, Input, InputNumber, Select, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import { OperatingState, RaiseAfterCount, SeverityRise, TagAlarms, WATCHES } from '../contract.ts'
import { FormulaField } from './formula-field.tsx'
import { LimitRow, WatchRow } from './limit-row.tsx'
import { LIMITS } from './tag-values.ts'

const readClasses = () => read(api.GET('/api/alarm-design/classes'))
const readCalendars = () => read(api.GET('/api/alarm-design/calendars'))

/** @param code of the tag that is set; undefined for one that is not there yet. */
export function SettingFieldsForm({ code }: { code: string | undefined }) {
  const { t } = useTranslation()
  const rule = useFieldRule()
  const classes = useQuery({ queryKey: ['alarm-design', 'classes'], queryFn: readClasses, staleTime: 60_000 })
  const codes = [...new Map((classes.data?.items ?? []).map((one) => [one.code, one.name]))]
  return (
    <>
      <FormulaField code={code} />
      <h3 className="assets-part">{t('assets.limits')}</h3>
      {LIMITS.map((name) => (
        <LimitRow key={name} name={name} />
      ))}
      <div className="assets-grid">
        <Form.Item name="deadband" label={t('assets.deadband')} rules={[rule(TagAlarms.shape.deadband)]}>
          <InputNumber style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="onDelaySeconds" label={t('assets.on_delay')} rules={[rule(TagAlarms.shape.onDelaySeconds)]}>
          <InputNumber style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="offDelaySeconds" label={t('assets.off_delay')} rules={[rule(TagAlarms.shape.offDelaySeconds)]}>
          <InputNumber style={{ width: '100%' }} />
        </Form.Item>
        <Counting />
        <Form.Item name="classCode" label={t('assets.class')} extra={t('assets.class.what')}>
          <Select allowClear options={codes.map(([value, name]) => ({ value, label: `${name} ${value}` }))} />
        </Form.Item>
        <Form.Item name="latched" label={t('assets.latched')} valuePropName="checked" extra={t('assets.latched.what')}>
          <Switch />
        </Form.Item>
      </div>
      <h3 className="assets-part">{t('assets.watches')}</h3>
      {WATCHES.map((name) => (
        <WatchRow key={name} name={name} />
      ))}
      <Rises />
      <Sets />
    </>
  )
}

/** Raised only at so many rises within so many seconds: one number without the other means nothing, and is said. */
function Counting() {
  const { t } = useTranslation()
  const rule = useFieldRule()
  const { count, windowSeconds } = RaiseAfterCount.shape
  const both = ({ getFieldValue }: { getFieldValue: (name: string[]) => unknown }, other: string) => ({
    validator: (_: unknown, value: unknown) =>
      (value ?? null) === null && (getFieldValue(['raiseAfterCount', other]) ?? null) !== null
        ? Promise.reject(new Error(t('assets.count.both')))
        : Promise.resolve(),
  })
  return (
    <>
      <Form.Item
        name={['raiseAfterCount', 'count']}
        label={t('assets.count')}
        extra={t('assets.count.what')}
        dependencies={[['raiseAfterCount', 'windowSeconds']]}
        rules={[rule(count.optional().nullable()), (form) => both(form, 'windowSeconds')]}
      >
        <InputNumber precision={0} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item
        name={['raiseAfterCount', 'windowSeconds']}
        label={t('assets.count.window')}
        dependencies={[['raiseAfterCount', 'count']]}
        rules={[rule(windowSeconds.optional().nullable()), (form) => both(form, 'count')]}
      >
        <InputNumber style={{ width: '100%' }} />
      </Form.Item>
    </>
  )
}

/** While nobody acknowledges, the alarm grows graver. */
function Rises() {
  const { t } = useTranslation()
  const rule = useFieldRule()
  return (
    <>
      <h3 className="assets-part">{t('assets.rises')}</h3>
      <p className="small">{t('assets.rises.what')}</p>
      <Form.List name="rises">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <div key={key} className="assets-limit">
                <Form.Item name={[name, 'afterSeconds']} rules={[rule(SeverityRise.shape.afterSeconds)]} style={{ margin: 0 }}>
                  <InputNumber placeholder={t('assets.rises.after')} style={{ width: 160 }} aria-label={t('assets.rises.after')} />
                </Form.Item>
                <Form.Item name={[name, 'severity']} style={{ margin: 0 }}>
                  <Select
                    style={{ width: 130 }}
                    aria-label={t('assets.severity')}
                    options={([1, 2, 3] as const).map((value) => ({ value, label: <SeverityMark severity={value} /> }))}
                  />
                </Form.Item>
                <Button type="text" onClick={() => remove(name)}>
                  {t('assets.remove')}
                </Button>
              </div>
            ))}
            {fields.length < 3 && <Button onClick={() => add({ severity: 1 })}>{t('assets.rises.add')}</Button>}
          </>
        )}
      </Form.List>
    </>
  )
}

/** Other limits in a state of the asset, or in a time of a calendar. */
function Sets() {
  const { t } = useTranslation()
  const calendars = useQuery({ queryKey: ['alarm-design', 'calendars'], queryFn: readCalendars, staleTime: 60_000 })
  return (
    <>
      <h3 className="assets-part">{t('assets.sets')}</h3>
      <p className="small">{t('assets.sets.what')}</p>
      <Form.List name="sets">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <section key={key} className="assets-set">
                <div className="assets-limit">
                  <Form.Item name={[name, 'state']} style={{ margin: 0 }}>
                    <Select
                      allowClear
                      style={{ width: 150 }}
                      placeholder={t('assets.state')}
                      aria-label={t('assets.state')}
                      options={OperatingState.options.map((value) => ({ value, label: t(`assets.state.${value}`) }))}
                    />
                  </Form.Item>
                  <Form.Item name={[name, 'calendar']} style={{ margin: 0 }}>
                    <Select
                      allowClear
                      style={{ width: 180 }}
                      placeholder={t('assets.calendar')}
                      aria-label={t('assets.calendar')}
                      options={(calendars.data?.items ?? []).map((one) => ({ value: one.code, label: one.name }))}
                    />
                  </Form.Item>
                  <Form.Item name={[name, 'unwatched']} valuePropName="checked" style={{ margin: 0 }}>
                    <Checkbox>{t('assets.sets.unwatched')}</Checkbox>
                  </Form.Item>
                  <Button type="text" onClick={() => remove(name)}>
                    {t('assets.remove')}
                  </Button>
                </div>
                <div className="assets-limit">
                  {LIMITS.map((limit) => (
                    <Form.Item key={limit} name={[name, 'limits', limit]} style={{ margin: 0 }}>
                      <InputNumber
                        prefix={t(`assets.limit.${limit}`)}
                        style={{ width: 150 }}
                        aria-label={`${t('assets.sets')} ${t(`assets.limit.${limit}`)}`}
                      />
                    </Form.Item>
                  ))}
                </div>
                <Form.Item name={[name, 'without']} label={t('assets.sets.without')} style={{ margin: '8px 0 0' }}>
                  <Checkbox.Group options={WATCHES.map((value) => ({ value, label: t(`assets.watch.${value}`) }))} />
                </Form.Item>
              </section>
            ))}
            {fields.length < 8 && <Button onClick={() => add({ limits: {}, without: [] })}>{t('assets.sets.add')}</Button>}
          </>
        )}
      </Form.List>
    </>
  )
}

/** Title and reason of a change request, and who answers for an emergency. */
export function RequestFields() {
  const { t } = useTranslation()
  const emergency = Form.useWatch('emergency') as boolean | undefined
  return (
    <>
      <Form.Item
        name="title"
        label={t('assets.request.title')}
        rules={[{ required: true, whitespace: true, message: t('ui.field.required') }]}
      >
        <Input maxLength={120} autoFocus />
      </Form.Item>
      <Form.Item
        name="reason"
        label={t('assets.request.reason')}
        rules={[{ required: true, whitespace: true, message: t('ui.field.required') }]}
      >
        <Input.TextArea rows={2} maxLength={1000} />
      </Form.Item>
      <Form.Item name="emergency" label={t('assets.request.emergency')} valuePropName="checked" extra={t('assets.request.emergency.what')}>
        <Switch />
      </Form.Item>
      {emergency &&
        [0, 1].map((i) => (
          <div key={i} className="assets-grid">
            {(['name', 'role'] as const).map((field) => (
              <Form.Item
                key={field}
                name={['agreed', i, field]}
                label={t(`assets.request.${field}`, { number: i + 1 })}
                rules={[{ required: true, whitespace: true, message: t('ui.field.required') }]}
              >
                <Input maxLength={60} />
              </Form.Item>
            ))}
          </div>
        ))}
    </>
  )
}
