/** Calendars: weekly hours and named days, by which limit sets hold. A list of days can be pasted as people keep it. */
import { api, FormDrawer, OrgPicker, read, useFieldRule, useMay, useOrg, useOrgName, useQueryClient } from '@anyuan/ui'
import { Button, Checkbox, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { daysFromList, NewCalendar } from '../contract.ts'
import { type Calendar, useCalendars } from './design.ts'
import { Listing } from './listing.tsx'
import { useVersionColumn } from './version-column.tsx'

const WEEK = [1, 2, 3, 4, 5, 6, 7]
const spans = (days: Calendar['days']) =>
  days.map(({ from, to, name }) => `${from}${to === from ? '' : ` – ${to}`}${name ? ` ${name}` : ''}`).join('；')

export function Calendars() {
  const { t } = useTranslation()
  const name = useOrgName()
  const may = useMay()
  const { org } = useOrg()
  const calendars = useCalendars()
  const [written, setWritten] = useState<Calendar | 'new' | null>(null)
  const version = useVersionColumn<Calendar>('calendar')
  return (
    <>
      <Listing
        asked={calendars}
        rowKey={(one) => one.code}
        note={t('alarm-design.calendars.what')}
        actions={
          may('alarm-design.write', org) && (
            <Button type="primary" onClick={() => setWritten('new')}>
              {t('alarm-design.calendars.add')}
            </Button>
          )
        }
        empty={{ title: t('alarm-design.calendars.none'), hint: t('alarm-design.calendars.none.hint') }}
        columns={[
          {
            key: 'name',
            title: t('alarm-design.calendar'),
            render: (_, one) => (
              <>
                <b>{one.name}</b> <span className="dim">{one.code}</span>
              </>
            ),
          },
          { key: 'org', title: t('alarm-design.holds_at'), render: (_, one) => name(one.org) },
          {
            key: 'weekly',
            title: t('alarm-design.calendars.weekly'),
            render: (_, one) =>
              one.weekly.map(({ days, from, to }) => (
                <div key={`${days.join()} ${from}`}>
                  {days.map((day) => t(`alarm-design.day.${day}`)).join('、')} {from}–{to}
                </div>
              )),
          },
          { key: 'days', title: t('alarm-design.calendars.days'), render: (_, one) => spans(one.days) || '—' },
          { key: 'except', title: t('alarm-design.calendars.except'), render: (_, one) => spans(one.except) || '—' },
          version,
          {
            key: 'act',
            title: '',
            render: (_, one) =>
              may('alarm-design.write', one.org) && <Button onClick={() => setWritten(one)}>{t('alarm-design.change')}</Button>,
          },
        ]}
      />
      {written && <CalendarForm one={written === 'new' ? null : written} at={org ?? ''} onClose={() => setWritten(null)} />}
    </>
  )
}

interface Fields {
  code: string
  org: string
  name: string
  weekly?: { days: number[]; from: string; to: string }[]
  days?: string
  except?: string
  reason: string
}
const asList = (days: Calendar['days']) => days.map(({ from, to, name }) => [from, to, name].filter(Boolean).join(', ')).join('\n')

function CalendarForm({ one, at, onClose }: { one: Calendar | null; at: string; onClose: () => void }) {
  const { t } = useTranslation()
  const rule = useFieldRule()
  const client = useQueryClient()
  const { shape } = NewCalendar
  const list = {
    validator: async (_: unknown, text: string | undefined) => {
      const { unreadable } = daysFromList(text ?? '')
      if (unreadable.length > 0) throw new Error(t('alarm-design.calendars.unreadable', { lines: unreadable.join('、') }))
    },
  }
  const save = async ({ days, except, weekly = [], ...fields }: Fields) => {
    const body = { ...fields, weekly, days: daysFromList(days ?? '').days, except: daysFromList(except ?? '').days }
    await read(api.POST('/api/alarm-design/calendars', { body }))
    await client.invalidateQueries({ queryKey: ['alarm-design'] })
  }
  const initial: Partial<Fields> = one
    ? { code: one.code, org: one.org, name: one.name, weekly: one.weekly, days: asList(one.days), except: asList(one.except) }
    : { org: at, weekly: [] }
  return (
    <FormDrawer<Fields> open title={t('alarm-design.calendars.write')} initial={initial} onSubmit={save} onClose={onClose} width={560}>
      <div className="design-grid">
        <Form.Item name="code" label={t('alarm-design.code')} rules={[rule(shape.code, t('alarm-design.code.form'))]}>
          <Input maxLength={40} disabled={one !== null} />
        </Form.Item>
        <Form.Item name="name" label={t('alarm-design.name')} rules={[rule(shape.name)]}>
          <Input maxLength={60} />
        </Form.Item>
      </div>
      <Form.Item name="org" label={t('alarm-design.holds_at')} rules={[rule(shape.org)]}>
        <OrgPicker />
      </Form.Item>
      <Form.List name="weekly">
        {(fields, { add, remove }) => (
          <Form.Item label={t('alarm-design.calendars.weekly')} extra={t('alarm-design.calendars.night')}>
            {fields.map(({ key, name }) => (
              <div key={key} className="design-hours">
                <Form.Item name={[name, 'days']} noStyle>
                  <Checkbox.Group options={WEEK.map((value) => ({ value, label: t(`alarm-design.day.${value}`) }))} />
                </Form.Item>
                {(['from', 'to'] as const).map((end) => (
                  <Form.Item
                    key={end}
                    name={[name, end]}
                    rules={[{ pattern: /^([01]\d|2[0-3]):[0-5]\d$/, message: 'HH:MM' }]}
                    style={{ margin: 0 }}
                  >
                    <Input placeholder="08:00" style={{ width: 90 }} aria-label={t(`alarm-design.calendars.${end}`)} />
                  </Form.Item>
                ))}
                <Button type="text" onClick={() => remove(name)}>
                  {t('alarm-design.remove')}
                </Button>
              </div>
            ))}
            <Button onClick={() => add({ days: [1, 2, 3, 4, 5], from: '08:00', to: '20:00' })}>
              {t('alarm-design.calendars.add_hours')}
            </Button>
          </Form.Item>
        )}
      </Form.List>
      <Form.Item name="days" label={t('alarm-design.calendars.days')} extra={t('alarm-design.calendars.list')} rules={[list]}>
        <Input.TextArea rows={4} placeholder="2026-10-01, 2026-10-07, 国庆节" />
      </Form.Item>
      <Form.Item name="except" label={t('alarm-design.calendars.except')} extra={t('alarm-design.calendars.list')} rules={[list]}>
        <Input.TextArea rows={2} placeholder="2026-10-10" />
      </Form.Item>
      <Form.Item name="reason" label={t('alarm-design.reason')} rules={[rule(shape.reason)]}>
        <Input.TextArea rows={2} maxLength={300} />
      </Form.Item>
    </FormDrawer>
  )
}
