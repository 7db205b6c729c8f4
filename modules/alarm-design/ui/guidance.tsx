/** Guidance templates: written once for a place, a kind of asset, an asset or a tag, and inherited by all below. */
import { api, FormDrawer, OrgPicker, orNull, read, useFieldRule, useMay, useOrg, useOrgName, useQueryClient } from '@anyuan/ui'
import { Button, Form, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { GuidanceWords, NewGuidanceTemplate } from '../contract.ts'
import { type GuidanceTemplate, useTemplates } from './design.ts'
import { Listing } from './listing.tsx'
import { useVersionColumn } from './version-column.tsx'

const ASSET_KINDS = NewGuidanceTemplate.shape.assetKind.unwrap().options
const REASONS = NewGuidanceTemplate.shape.alarmReason.unwrap().options.filter((reason) => reason !== 'drill')

export function Guidance() {
  const { t } = useTranslation()
  const name = useOrgName()
  const may = useMay()
  const { org } = useOrg()
  const templates = useTemplates()
  const [written, setWritten] = useState<GuidanceTemplate | 'new' | null>(null)
  const writable = may('alarm-design.write_guidance', org)
  const version = useVersionColumn<GuidanceTemplate>('guidance')
  return (
    <>
      <Listing
        asked={templates}
        rowKey={(one) => `${one.org} ${one.code}`}
        note={t('alarm-design.guidance.what')}
        actions={
          writable && (
            <Button type="primary" onClick={() => setWritten('new')}>
              {t('alarm-design.guidance.add')}
            </Button>
          )
        }
        empty={{ title: t('alarm-design.guidance.none'), hint: t('alarm-design.guidance.none.hint') }}
        columns={[
          {
            key: 'for',
            title: t('alarm-design.guidance.for'),
            render: (_, one) =>
              [
                name(one.org),
                one.assetKind && t(`assets.asset_kind.${one.assetKind}`),
                one.assetCode,
                one.tagCode,
                one.alarmReason && t(`ui.alarm.reason.${one.alarmReason}`),
              ]
                .filter(Boolean)
                .join(' · '),
          },
          { key: 'cause', title: t('ui.guidance.cause'), render: (_, one) => one.words.cause ?? <span className="dim">—</span> },
          {
            key: 'consequence',
            title: t('ui.guidance.consequence'),
            render: (_, one) => one.words.consequence ?? <span className="dim">—</span>,
          },
          { key: 'action', title: t('ui.guidance.action'), render: (_, one) => one.words.action ?? <span className="dim">—</span> },
          {
            key: 'respond',
            title: t('alarm-design.guidance.respond'),
            align: 'right',
            render: (_, one) =>
              one.words.respondWithinSeconds === null ? '—' : t('alarm-design.minutes', { value: one.words.respondWithinSeconds / 60 }),
          },
          { key: 'phone', title: t('alarm-design.guidance.phone'), render: (_, one) => one.words.phone ?? '—' },
          version,
          {
            key: 'act',
            title: '',
            render: (_, one) =>
              may('alarm-design.write_guidance', one.org) && <Button onClick={() => setWritten(one)}>{t('alarm-design.change')}</Button>,
          },
        ]}
      />
      {written && <TemplateForm one={written === 'new' ? null : written} at={org ?? ''} onClose={() => setWritten(null)} />}
    </>
  )
}

type Fields = Omit<NewGuidanceTemplate, 'org'> & { org: string }
export function TemplateForm({
  one,
  at,
  tagCode,
  onClose,
}: {
  one: GuidanceTemplate | null
  at: string
  tagCode?: string
  onClose: () => void
}) {
  const { t } = useTranslation()
  const rule = useFieldRule()
  const client = useQueryClient()
  const { shape } = NewGuidanceTemplate
  const save = async (fields: Fields) => {
    const { words } = fields
    await read(
      api.POST('/api/alarm-design/guidance', {
        body: {
          ...fields,
          assetKind: fields.assetKind ?? null,
          assetCode: orNull(fields.assetCode),
          tagCode: orNull(fields.tagCode),
          alarmReason: fields.alarmReason ?? null,
          words: {
            cause: orNull(words.cause),
            consequence: orNull(words.consequence),
            action: orNull(words.action),
            respondWithinSeconds: words.respondWithinSeconds ?? null,
            phone: orNull(words.phone),
          },
        },
      }),
    )
    await client.invalidateQueries({ queryKey: ['alarm-design'] })
  }
  const initial: Partial<Fields> = one
    ? {
        org: one.org,
        assetKind: one.assetKind,
        assetCode: one.assetCode,
        tagCode: one.tagCode,
        alarmReason: one.alarmReason,
        words: one.words,
      }
    : { org: at, tagCode: tagCode ?? null }
  return (
    <FormDrawer<Fields> open title={t('alarm-design.guidance.write')} initial={initial} onSubmit={save} onClose={onClose} width={560}>
      <Form.Item name="org" label={t('alarm-design.holds_at')} rules={[rule(shape.org)]}>
        <OrgPicker />
      </Form.Item>
      <div className="design-grid">
        <Form.Item name="assetKind" label={t('alarm-design.guidance.asset_kind')}>
          <Select allowClear options={ASSET_KINDS.map((value) => ({ value, label: t(`assets.asset_kind.${value}`) }))} />
        </Form.Item>
        <Form.Item name="alarmReason" label={t('alarm-design.guidance.reason')}>
          <Select allowClear options={REASONS.map((value) => ({ value, label: t(`ui.alarm.reason.${value}`) }))} />
        </Form.Item>
        <Form.Item name="assetCode" label={t('alarm-design.guidance.asset')}>
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item name="tagCode" label={t('alarm-design.guidance.tag')}>
          <Input maxLength={64} />
        </Form.Item>
      </div>
      <Form.Item name={['words', 'cause']} label={t('ui.guidance.cause')} rules={[rule(GuidanceWords.shape.cause)]}>
        <Input.TextArea rows={2} maxLength={500} />
      </Form.Item>
      <Form.Item name={['words', 'consequence']} label={t('ui.guidance.consequence')} rules={[rule(GuidanceWords.shape.consequence)]}>
        <Input.TextArea rows={2} maxLength={500} />
      </Form.Item>
      <Form.Item name={['words', 'action']} label={t('ui.guidance.action')} rules={[rule(GuidanceWords.shape.action)]}>
        <Input.TextArea rows={4} maxLength={1000} />
      </Form.Item>
      <div className="design-grid">
        <Form.Item
          name={['words', 'respondWithinSeconds']}
          label={t('alarm-design.guidance.respond_seconds')}
          rules={[rule(GuidanceWords.shape.respondWithinSeconds)]}
        >
          <InputNumber style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name={['words', 'phone']} label={t('alarm-design.guidance.phone')} rules={[rule(GuidanceWords.shape.phone)]}>
          <Input maxLength={40} />
        </Form.Item>
      </div>
      <Form.Item name="reason" label={t('alarm-design.reason')} rules={[rule(shape.reason)]}>
        <Input.TextArea rows={2} maxLength={300} />
      </Form.Item>
    </FormDrawer>
  )
}
