/** Adds a unit below another, or changes one. */
import { Outline } from '@anyuan/kernel'
import { api, FormDrawer, orNull, read, useFieldRule, useOrgName, useOrgTree } from '@anyuan/ui'
import { Form, Input, InputNumber, Select, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import { NewOrgUnit, type OrgLevel } from '../contract.ts'
import type { Unit } from './read-unit.ts'
import { isLabel, levelsBelow, pathBelow } from './unit.ts'

interface Fields {
  label?: string
  level: OrgLevel
  code: string
  name: string
  nameEn?: string | null
  trade?: string | null
  phone?: string | null
  lon?: number | null
  lat?: number | null
  enabled?: boolean
}
export function UnitForm(props: { unit: Unit | null; parent: string | null; onClose: () => void; onSaved: (path: string) => void }) {
  const { unit, parent, onClose, onSaved } = props
  const { t } = useTranslation()
  const rule = useFieldRule()
  const name = useOrgName()
  const tree = useOrgTree()
  const { shape } = NewOrgUnit
  const position = shape.position.unwrap().unwrap().shape
  const levels = levelsBelow(parent ? (tree.byPath.get(parent)?.level ?? null) : null)
  const save = async (fields: Fields) => {
    const { lon, lat } = fields
    const body = {
      code: fields.code.trim(),
      name: fields.name.trim(),
      nameEn: orNull(fields.nameEn),
      position:
        lon != null && lat != null
          ? { crs: unit?.position?.crs ?? ('CGCS2000' as const), lon, lat, heightMetres: unit?.position?.heightMetres }
          : null,
      outline: unit?.outline ? Outline.parse(unit.outline) : null,
      trade: orNull(fields.trade),
      phone: orNull(fields.phone),
    }
    const saved = unit
      ? await read(
          api.PATCH('/api/organisation/units/{path}', {
            params: { path: { path: unit.path } },
            body: { ...body, enabled: fields.enabled ?? true },
          }),
        )
      : await read(
          api.POST('/api/organisation/units', { body: { ...body, path: pathBelow(parent, fields.label ?? ''), level: fields.level } }),
        )
    onSaved(saved.path)
  }
  const initial: Partial<Fields> = unit ? { ...unit, lon: unit.position?.lon, lat: unit.position?.lat } : { level: levels[0] }
  return (
    <FormDrawer<Fields>
      open
      title={
        unit ? t('organisation.change.of', { name: name(unit.path) }) : t('organisation.add.below', { name: parent ? name(parent) : '' })
      }
      initial={initial}
      onSubmit={save}
      onClose={onClose}
    >
      {!unit && (
        <>
          <Form.Item name="level" label={t('organisation.level')} required>
            <Select options={levels.map((level) => ({ value: level, label: t(`organisation.level.${level}`) }))} />
          </Form.Item>
          <Form.Item
            name="label"
            label={t('organisation.label')}
            required
            extra={t('organisation.label.form', { parent: parent ? `${parent}.` : '' })}
            rules={[
              {
                validator: async (_rule, value: unknown) => {
                  const text = typeof value === 'string' ? value : ''
                  if (text.trim() === '') throw new Error(t('ui.field.required'))
                  if (!isLabel(text) || !shape.path.safeParse(pathBelow(parent, text)).success)
                    throw new Error(t('organisation.label.wrong'))
                },
              },
            ]}
          >
            <Input addonBefore={parent ? `${parent}.` : undefined} />
          </Form.Item>
        </>
      )}
      <Form.Item name="name" label={t('organisation.name')} required rules={[rule(shape.name)]}>
        <Input maxLength={120} />
      </Form.Item>
      <Form.Item name="nameEn" label={t('organisation.name_en')} rules={[rule(shape.nameEn)]}>
        <Input maxLength={160} />
      </Form.Item>
      <Form.Item name="code" label={t('organisation.code')} required rules={[rule(shape.code)]}>
        <Input maxLength={64} />
      </Form.Item>
      <Form.Item name="trade" label={t('organisation.trade')} rules={[rule(shape.trade)]}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="phone" label={t('organisation.phone')} rules={[rule(shape.phone)]}>
        <Input maxLength={40} />
      </Form.Item>
      <div style={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 16 }}>
        <Form.Item name="lon" label={t('organisation.lon')} rules={[rule(position.lon.nullable())]}>
          <InputNumber style={{ width: '100%' }} precision={6} />
        </Form.Item>
        <Form.Item name="lat" label={t('organisation.lat')} rules={[rule(position.lat.nullable())]}>
          <InputNumber style={{ width: '100%' }} precision={6} />
        </Form.Item>
      </div>
      {unit && (
        <Form.Item name="enabled" label={t('organisation.enabled')} valuePropName="checked">
          <Switch />
        </Form.Item>
      )}
    </FormDrawer>
  )
}
