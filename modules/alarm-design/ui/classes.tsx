/** Classes of alarms: what all alarms of one class have in common, for the house and for single places. */
import { api, FormDrawer, OrgPicker, read, SeverityMark, useFieldRule, useMay, useOrg, useOrgName, useQueryClient } from '@anyuan/ui'
import { Button, Form, Input, InputNumber, Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NewAlarmClass } from '../contract.ts'
import { type AlarmClass, useClasses } from './design.ts'
import { Listing } from './listing.tsx'
import { useVersionColumn } from './version-column.tsx'

type Fields = Omit<NewAlarmClass, 'org' | 'severityRises'> & { org: string; riseSeconds?: number | null }

export function Classes() {
  const { t } = useTranslation()
  const name = useOrgName()
  const may = useMay()
  const { org } = useOrg()
  const classes = useClasses()
  const [written, setWritten] = useState<AlarmClass | null>(null)
  const version = useVersionColumn<AlarmClass>('class')
  const minutes = (value: number | null) => (value === null ? t('alarm-design.general') : t('alarm-design.minutes', { value }))
  return (
    <>
      <Listing
        asked={classes}
        rowKey={(one) => `${one.code} ${one.org}`}
        note={t('alarm-design.classes.what')}
        empty={{ title: t('alarm-design.nothing') }}
        columns={[
          {
            key: 'name',
            title: t('alarm-design.class'),
            render: (_, one) => (
              <>
                <b>{one.name}</b> <span className="dim">{one.code}</span>
              </>
            ),
          },
          {
            key: 'org',
            title: t('alarm-design.holds_at'),
            render: (_, one) => (one.org === '' ? t('alarm-design.everywhere') : name(one.org)),
          },
          { key: 'latched', title: t('alarm-design.latched'), render: (_, one) => t(one.latched ? 'alarm-design.yes' : 'alarm-design.no') },
          { key: 'shelve', title: t('alarm-design.max_shelve'), align: 'right', render: (_, one) => minutes(one.maxShelveMinutes) },
          {
            key: 'service',
            title: t('alarm-design.max_out_of_service'),
            align: 'right',
            render: (_, one) => t('alarm-design.days', { value: one.maxOutOfServiceDays }),
          },
          {
            key: 'again',
            title: t('alarm-design.reannounce'),
            align: 'right',
            render: (_, one) => (one.reannounceSeconds === null ? t('alarm-design.never') : minutes(one.reannounceSeconds / 60)),
          },
          {
            key: 'confirm',
            title: t('alarm-design.confirm'),
            render: (_, one) => t(one.confirmRequired ? 'alarm-design.yes' : 'alarm-design.no'),
          },
          {
            key: 'suppressible',
            title: t('alarm-design.suppressible'),
            render: (_, one) => t(one.suppressible ? 'alarm-design.yes' : 'alarm-design.no'),
          },
          {
            key: 'rises',
            title: t('alarm-design.rises'),
            render: (_, one) =>
              one.severityRises.map(({ afterSeconds, severity }) => (
                <span key={afterSeconds} className="toolbar">
                  {minutes(afterSeconds / 60)} <SeverityMark severity={severity} />
                </span>
              )),
          },
          version,
          {
            key: 'act',
            title: '',
            render: (_, one) =>
              may('alarm-design.write', org) && <Button onClick={() => setWritten(one)}>{t('alarm-design.change')}</Button>,
          },
        ]}
      />
      {written && <ClassForm one={written} at={org ?? ''} onClose={() => setWritten(null)} />}
    </>
  )
}

function ClassForm({ one, at, onClose }: { one: AlarmClass; at: string; onClose: () => void }) {
  const { t } = useTranslation()
  const rule = useFieldRule()
  const client = useQueryClient()
  const { shape } = NewAlarmClass
  const save = async ({ riseSeconds, ...fields }: Fields) => {
    const severityRises = riseSeconds ? [{ afterSeconds: riseSeconds, severity: 1 as const }] : []
    await read(api.POST('/api/alarm-design/classes', { body: { ...fields, severityRises } }))
    await client.invalidateQueries({ queryKey: ['alarm-design'] })
  }
  const { version: _version, author: _author, at: _at, severityRises, ...terms } = one
  return (
    <FormDrawer<Fields>
      open
      title={t('alarm-design.class.change', { name: one.name })}
      initial={{ ...terms, org: one.org || at, reason: '', riseSeconds: severityRises[0]?.afterSeconds ?? null }}
      onSubmit={save}
      onClose={onClose}
    >
      <Form.Item name="code" hidden>
        <Input />
      </Form.Item>
      <Form.Item name="org" label={t('alarm-design.holds_at')} extra={t('alarm-design.holds_at.what')} rules={[rule(shape.org)]}>
        <OrgPicker />
      </Form.Item>
      <Form.Item name="name" label={t('alarm-design.class')} rules={[rule(shape.name)]}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="latched" label={t('alarm-design.latched')} valuePropName="checked">
        <Switch />
      </Form.Item>
      <Form.Item name="confirmRequired" label={t('alarm-design.confirm')} valuePropName="checked">
        <Switch />
      </Form.Item>
      <Form.Item name="suppressible" label={t('alarm-design.suppressible')} valuePropName="checked">
        <Switch />
      </Form.Item>
      <Form.Item name="maxShelveMinutes" label={t('alarm-design.max_shelve_minutes')} rules={[rule(shape.maxShelveMinutes)]}>
        <InputNumber style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="maxOutOfServiceDays" label={t('alarm-design.max_out_of_service_days')} rules={[rule(shape.maxOutOfServiceDays)]}>
        <InputNumber style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="reannounceSeconds" label={t('alarm-design.reannounce_seconds')} rules={[rule(shape.reannounceSeconds)]}>
        <InputNumber style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="riseSeconds" label={t('alarm-design.rise_seconds')}>
        <InputNumber style={{ width: '100%' }} min={1} />
      </Form.Item>
      <Form.Item name="reason" label={t('alarm-design.reason')} rules={[rule(shape.reason)]}>
        <Input.TextArea rows={2} maxLength={300} />
      </Form.Item>
    </FormDrawer>
  )
}
