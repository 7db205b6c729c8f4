/** Suppression rules in force, how often each took an alarm from the list, and a form that proposes a new one as a change request. */

import { CONDITION_KINDS } from '@anyuan/monitoring/shapes'
import { api, FormDrawer, Link, read, useMay, useNavigate, useOrg, useOrgName, useQuery, useQueryClient } from '@anyuan/ui'
import { Button, Form, Input, InputNumber, Radio, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Suppression, useSuppressions } from './design.ts'
import { Listing } from './listing.tsx'
import { useVersionColumn } from './version-column.tsx'

const TAG_OF = 8 // an alarm's number leads back to its tag
const STATE = CONDITION_KINDS.indexOf('state')

export function Suppressions() {
  const { t } = useTranslation()
  const name = useOrgName()
  const may = useMay()
  const { org } = useOrg()
  const suppressions = useSuppressions()
  const [proposing, setProposing] = useState(false)
  const version = useVersionColumn<Suppression & { code: string }>('suppression')
  const rows = suppressions.data && { items: suppressions.data.items.map((one) => ({ ...one, code: one.rule.code })) }
  const tagLink = (one: Pick<Suppression, 'tags'>, alarm: number) => {
    const tag = one.tags.find((each) => each.alarmNumber === alarm)
    return <Link to={`/tags/${tag?.tagNumber}?tab=settings`}>{tag?.tagCode}</Link>
  }
  return (
    <>
      <Listing
        asked={{ ...suppressions, data: rows }}
        rowKey={(one) => `${one.org} ${one.code}`}
        note={t('alarm-design.suppressions.what')}
        actions={
          may('alarm-design.propose', org) && (
            <Button type="primary" onClick={() => setProposing(true)}>
              {t('alarm-design.suppressions.propose')}
            </Button>
          )
        }
        empty={{ title: t('alarm-design.suppressions.none'), hint: t('alarm-design.suppressions.none.hint') }}
        columns={[
          { key: 'code', title: t('alarm-design.code'), render: (_, one) => <b>{one.code}</b> },
          {
            key: 'when',
            title: t('alarm-design.suppressions.when'),
            render: (_, one) =>
              'formula' in one.rule.when ? (
                <code>{one.rule.when.formula}</code>
              ) : (
                <>
                  {t('alarm-design.suppressions.cause')} {tagLink(one, one.rule.when.causeAlarm)}
                </>
              ),
          },
          {
            key: 'alarms',
            title: t('alarm-design.suppressions.alarms'),
            render: (_, one) =>
              one.rule.alarms.map((alarm, i) => (
                <span key={alarm}>
                  {i > 0 && '、'}
                  {tagLink(one, alarm)}
                </span>
              )),
          },
          { key: 'settle', title: t('alarm-design.suppressions.settle'), align: 'right', render: (_, { rule }) => rule.settleSeconds },
          { key: 'reason', title: t('alarm-design.reason'), render: (_, { rule }) => rule.reason },
          { key: 'count', title: t('alarm-design.suppressions.count'), align: 'right', render: (_, one) => one.suppressed },
          { key: 'org', title: t('alarm-design.org'), render: (_, one) => name(one.org) },
          version,
        ]}
      />
      {proposing && <ProposeSuppression onClose={() => setProposing(false)} />}
    </>
  )
}

interface Fields {
  code: string
  reason: string
  by: 'cause' | 'formula'
  causeAlarm?: number
  formula?: string
  alarms: number[]
  settleSeconds: number
}
function ProposeSuppression({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const client = useQueryClient()
  const required = [{ required: true, message: t('ui.field.required') }]
  const propose = async ({ by, causeAlarm, formula, ...fields }: Fields) => {
    const when = by === 'cause' ? { causeAlarm: causeAlarm ?? 0 } : { formula: formula ?? '' }
    const { id } = await read(
      api.POST('/api/alarm-design/changes', {
        body: {
          title: t('alarm-design.suppressions.title', { code: fields.code }),
          reason: fields.reason,
          tags: [],
          suppressions: [{ code: fields.code, rule: { ...fields, when } }],
        },
      }),
    )
    await client.invalidateQueries({ queryKey: ['alarm-design'] })
    void navigate(`/alarm-design/changes/${id}`)
  }
  return (
    <FormDrawer<Fields>
      open
      title={t('alarm-design.suppressions.propose')}
      initial={{ by: 'cause', settleSeconds: 0 }}
      onSubmit={propose}
      onClose={onClose}
    >
      {(form) => (
        <>
          <Form.Item name="code" label={t('alarm-design.code')} rules={required}>
            <Input maxLength={64} />
          </Form.Item>
          <Form.Item name="by" label={t('alarm-design.suppressions.when')}>
            <Radio.Group
              optionType="button"
              options={(['cause', 'formula'] as const).map((value) => ({ value, label: t(`alarm-design.suppressions.${value}`) }))}
            />
          </Form.Item>
          <Form.Item noStyle dependencies={['by']}>
            {() =>
              form.getFieldValue('by') === 'cause' ? (
                <Form.Item name="causeAlarm" label={t('alarm-design.suppressions.cause')} rules={required}>
                  <AlarmSelect />
                </Form.Item>
              ) : (
                <Form.Item name="formula" label={t('assets.formula')} extra={t('assets.formula.what')} rules={required}>
                  <Input.TextArea rows={2} maxLength={1000} />
                </Form.Item>
              )
            }
          </Form.Item>
          <Form.Item name="alarms" label={t('alarm-design.suppressions.alarms')} rules={required}>
            <AlarmSelect many />
          </Form.Item>
          <Form.Item name="settleSeconds" label={t('alarm-design.suppressions.settle')}>
            <InputNumber min={0} style={{ width: '100%' }} />
          </Form.Item>
          <Form.Item name="reason" label={t('alarm-design.reason')} rules={required}>
            <Input.TextArea rows={2} maxLength={500} />
          </Form.Item>
        </>
      )}
    </FormDrawer>
  )
}

/** Finds alarms by tag: its limit alarm, or its state alarm where it is a switch. */
function AlarmSelect({ many = false, value, onChange }: { many?: boolean; value?: number | number[]; onChange?: (value: never) => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const found = useQuery({
    queryKey: ['alarm-design', 'find-alarm', text],
    queryFn: () => read(api.GET('/api/assets/tags', { params: { query: { text, page: 1, pageSize: 20 } } })),
    enabled: text.length > 1,
  })
  const options = (found.data?.items ?? []).flatMap((tag) => [
    ...(tag.alarms.high || tag.alarms.highHigh || tag.alarms.low || tag.alarms.lowLow
      ? [{ value: tag.number * TAG_OF, label: `${tag.code} ${t('alarm-design.limit_alarm')}` }]
      : []),
    ...(tag.alarms.state ? [{ value: tag.number * TAG_OF + STATE, label: `${tag.code} ${t('ui.alarm.reason.state')}` }] : []),
  ])
  return (
    <Select
      mode={many ? 'multiple' : undefined}
      value={value as never}
      onChange={onChange}
      showSearch={{ filterOption: false, onSearch: setText }}
      placeholder={t('alarm-design.find_tag')}
      options={options}
    />
  )
}
