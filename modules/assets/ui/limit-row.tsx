/** One limit or watch in the form of a tag: switched on or off, its numbers, its level. */
import { SeverityMark, useFieldRule } from '@anyuan/ui'
import { Form, InputNumber, Select, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import { TagAlarms } from '../contract.ts'
import type { LimitName, WatchName } from './tag-values.ts'

const LETTERS: Record<LimitName, string> = { highHigh: 'HH', high: 'H', low: 'L', lowLow: 'LL' }
const { rateOfChange, flatLine, noData } = TagAlarms.shape
/** Schema of each number of a watch, in the order of the form. */
const NUMBERS = {
  rateOfChange: { perSecond: rateOfChange.unwrap().shape.perSecond, windowSeconds: rateOfChange.unwrap().shape.windowSeconds },
  flatLine: { windowSeconds: flatLine.unwrap().shape.windowSeconds, span: flatLine.unwrap().shape.span },
  noData: { afterSeconds: noData.unwrap().shape.afterSeconds },
  badQuality: {},
  state: {},
} as const

function Level({ path }: { path: [string, string] }) {
  return (
    <Form.Item name={[...path, 'severity']} noStyle>
      <Select
        style={{ width: 130 }}
        options={([1, 2, 3, 4] as const).map((severity) => ({ value: severity, label: <SeverityMark severity={severity} /> }))}
      />
    </Form.Item>
  )
}

export function LimitRow({ name }: { name: LimitName }) {
  const { t } = useTranslation()
  const rule = useFieldRule()
  const form = Form.useFormInstance()
  const on = Form.useWatch(['limits', name, 'enabled'], form) === true
  const schema = TagAlarms.shape[name].unwrap().shape.threshold
  return (
    <div className={`assets-limit${on ? '' : ' assets-limit-off'}`}>
      <Form.Item name={['limits', name, 'enabled']} valuePropName="checked" noStyle>
        <Switch size="small" aria-label={t(`assets.limit.${name}`)} />
      </Form.Item>
      <span className="assets-limit-name">
        {t(`assets.limit.${name}`)} <span className="dim">{LETTERS[name]}</span>
      </span>
      <Form.Item
        name={['limits', name, 'threshold']}
        rules={on ? [rule(schema)] : []}
        style={{ margin: 0 }}
        dependencies={[['limits', name, 'enabled']]}
      >
        <InputNumber placeholder={t('assets.threshold')} style={{ width: 140 }} aria-label={t('assets.threshold')} />
      </Form.Item>
      <Level path={['limits', name]} />
    </div>
  )
}

export function WatchRow({ name }: { name: WatchName }) {
  const { t } = useTranslation()
  const rule = useFieldRule()
  const form = Form.useFormInstance()
  const on = Form.useWatch(['watches', name, 'enabled'], form) === true
  return (
    <div className={`assets-limit${on ? '' : ' assets-limit-off'}`}>
      <Form.Item name={['watches', name, 'enabled']} valuePropName="checked" noStyle>
        <Switch size="small" aria-label={t(`assets.watch.${name}`)} />
      </Form.Item>
      <span className="assets-limit-name">{t(`assets.watch.${name}`)}</span>
      {Object.entries(NUMBERS[name]).map(([field, schema]) => (
        <Form.Item key={field} name={['watches', name, field]} rules={on ? [rule(schema)] : []} style={{ margin: 0 }}>
          <InputNumber placeholder={t(`assets.watch.${field}`)} title={t(`assets.watch.${field}`)} style={{ width: 140 }} />
        </Form.Item>
      ))}
      {name === 'state' && (
        <Form.Item name={['watches', 'state', 'alarmWhen']} style={{ margin: 0 }} initialValue={true}>
          <Select
            style={{ width: 140 }}
            options={[
              { value: true, label: t('assets.watch.when_on') },
              { value: false, label: t('assets.watch.when_off') },
            ]}
          />
        </Form.Item>
      )}
      <Level path={['watches', name]} />
    </div>
  )
}
