/** Adds or changes a tag: particulars, limits and watches, guidance. */
import { api, FormDrawer, OrgPicker, read, useFieldRule, useQueryClient } from '@anyuan/ui'
import { Form, Input, InputNumber, Select, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import { Guidance, NewTag, TagKind } from '../contract.ts'
import { SettingFieldsForm } from './setting-fields.tsx'
import { bodyOf, fieldsOf, settingsOf, type Tag, type TagFields } from './tag-values.ts'

export interface TagFormProps {
  /** Null: a new tag. */
  tag: Tag | null
  open: boolean
  onClose: () => void
  onSaved?: (tag: Tag) => void
}
export function TagForm({ tag, open, onClose, onSaved }: TagFormProps) {
  const { t } = useTranslation()
  const rule = useFieldRule()
  const client = useQueryClient()
  const save = async (fields: TagFields) => {
    const body = bodyOf(fields, tag)
    const saved = tag
      ? await read(
          api.PATCH('/api/assets/tags/{number}', {
            params: { path: { number: tag.number } },
            body: { ...body, enabled: fields.enabled ?? true },
          }),
        )
      : await read(api.POST('/api/assets/tags', { body: { ...body, ...settingsOf(fields), code: fields.code ?? '' } }))
    await client.invalidateQueries({ queryKey: ['assets'] })
    await client.invalidateQueries({ queryKey: ['assets.tags'] })
    onSaved?.(saved)
  }
  const { shape } = NewTag
  return (
    <FormDrawer<TagFields>
      open={open}
      title={tag ? t('assets.tag.change', { code: tag.code }) : t('assets.tags.add')}
      initial={fieldsOf(tag)}
      onSubmit={save}
      onClose={onClose}
      width={680}
    >
      <div className="assets-grid">
        {!tag && (
          <Form.Item name="code" label={t('assets.code')} required rules={[rule(shape.code, t('assets.tag.code.form'))]}>
            <Input maxLength={64} autoFocus />
          </Form.Item>
        )}
        <Form.Item name="name" label={t('assets.name')} required rules={[rule(shape.name)]}>
          <Input maxLength={120} />
        </Form.Item>
        <Form.Item name="org" label={t('assets.org')} required rules={[rule(shape.org)]}>
          <OrgPicker />
        </Form.Item>
        <Form.Item name="assetCode" label={t('assets.asset_code')} rules={[rule(shape.assetCode)]}>
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item name="kind" label={t('assets.kind')} required rules={[rule(shape.kind)]}>
          <Select options={TagKind.options.map((kind) => ({ value: kind, label: t(`assets.tag_kind.${kind}`) }))} />
        </Form.Item>
        <Form.Item name="unit" label={t('assets.unit')}>
          <Input maxLength={20} />
        </Form.Item>
        <Form.Item name="rangeLow" label={t('assets.range_low')} required rules={[rule(shape.rangeLow)]}>
          <InputNumber style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="rangeHigh" label={t('assets.range_high')} required rules={[rule(shape.rangeHigh)]}>
          <InputNumber style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="expectedIntervalSeconds" label={t('assets.interval')} required rules={[rule(shape.expectedIntervalSeconds)]}>
          <InputNumber style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="owner" label={t('assets.owner')} rules={[rule(shape.owner)]}>
          <Input maxLength={60} />
        </Form.Item>
        {tag && (
          <Form.Item name="enabled" label={t('assets.enabled')} valuePropName="checked">
            <Switch />
          </Form.Item>
        )}
      </div>
      {tag ? <p className="small">{t('assets.tag.settings_by_request')}</p> : <SettingFieldsForm code={undefined} />}
      <h3 className="assets-part">{t('assets.guidance')}</h3>
      <Form.Item name={['guidance', 'cause']} label={t('ui.guidance.cause')} rules={[rule(Guidance.shape.cause)]}>
        <Input.TextArea rows={2} maxLength={500} />
      </Form.Item>
      <Form.Item name={['guidance', 'consequence']} label={t('ui.guidance.consequence')} rules={[rule(Guidance.shape.consequence)]}>
        <Input.TextArea rows={2} maxLength={500} />
      </Form.Item>
      <Form.Item
        name={['guidance', 'action']}
        label={t('ui.guidance.action')}
        extra={t('assets.guidance.steps')}
        rules={[rule(Guidance.shape.action)]}
      >
        <Input.TextArea rows={4} maxLength={1000} />
      </Form.Item>
      <Form.Item name={['guidance', 'phone']} label={t('assets.phone')} rules={[rule(Guidance.shape.phone)]}>
        <Input maxLength={40} />
      </Form.Item>
    </FormDrawer>
  )
}
