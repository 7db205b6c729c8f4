/** Adds or changes an asset; the fields follow its kind. */
import { Outline } from '@anyuan/kernel'
import { api, FormDrawer, InstantPicker, OrgPicker, read, useFieldRule, useQueryClient } from '@anyuan/ui'
import { Form, Input, InputNumber, Select } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { AssetDetail, AssetKind, NewAsset } from '../contract.ts'
import type { Asset } from './asset.ts'
import { DETAIL_FIELDS, type DetailField, type DetailValues, detailOf, valuesOf } from './asset-detail.ts'

interface Fields {
  code: string
  name: string
  org: string
  kind: AssetKind
  lon?: number | null
  lat?: number | null
  detail?: DetailValues
}
const CHOICES: Partial<Record<DetailField, readonly string[]>> = {
  pressure: ['atmospheric', 'low', 'medium', 'high'],
  medium: ['combustible', 'toxic', 'oxygen'],
  principle: ['catalytic', 'infrared', 'electrochemical', 'photoionisation', 'laser', 'semiconductor'],
}
const NUMBERS: ReadonlySet<DetailField> = new Set<DetailField>(['volume', 'height', 'floor', 'mounting', 'mast', 'lanes'])

export interface AssetFormProps {
  asset: Asset | null
  open: boolean
  onClose: () => void
  onSaved?: (asset: Asset) => void
}
export function AssetForm({ asset, open, onClose, onSaved }: AssetFormProps) {
  const { t } = useTranslation()
  const rule = useFieldRule()
  const client = useQueryClient()
  const { shape } = NewAsset
  const save = async ({ code, name, org, kind, lon, lat, detail }: Fields) => {
    // the whole asset is sent: what a PATCH leaves out would be reset
    const body = {
      code: code.trim(),
      name: name.trim(),
      org,
      position:
        lon != null && lat != null
          ? { crs: asset?.position?.crs ?? ('CGCS2000' as const), lon, lat, heightMetres: asset?.position?.heightMetres }
          : null,
      outline: asset?.outline ? Outline.parse(asset.outline) : null,
      detail: detailOf(kind, detail ?? {}),
    }
    const saved = asset
      ? await read(api.PATCH('/api/assets/assets/{id}', { params: { path: { id: asset.id } }, body }))
      : await read(api.POST('/api/assets/assets', { body }))
    await client.invalidateQueries({ queryKey: ['assets'] })
    await client.invalidateQueries({ queryKey: ['assets.assets'] })
    onSaved?.(saved)
  }
  const initial: Partial<Fields> = asset
    ? {
        code: asset.code,
        name: asset.name,
        org: asset.org,
        kind: asset.detail.kind,
        lon: asset.position?.lon,
        lat: asset.position?.lat,
        detail: valuesOf(asset.detail),
      }
    : { kind: 'tank' }
  return (
    <FormDrawer<Fields>
      open={open}
      title={asset ? t('assets.asset.change', { code: asset.code }) : t('assets.add')}
      initial={initial}
      onSubmit={save}
      onClose={onClose}
      width={560}
    >
      <div className="assets-grid">
        <Form.Item name="code" label={t('assets.code')} required rules={[rule(shape.code)]}>
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item name="name" label={t('assets.name')} required rules={[rule(shape.name)]}>
          <Input maxLength={120} />
        </Form.Item>
        <Form.Item name="kind" label={t('assets.kind')} required>
          <Select options={AssetKind.options.map((kind) => ({ value: kind, label: t(`assets.asset_kind.${kind}`) }))} />
        </Form.Item>
        <Form.Item name="org" label={t('assets.org')} required rules={[rule(shape.org)]}>
          <OrgPicker />
        </Form.Item>
        <Form.Item name="lon" label={t('assets.lon')} rules={[rule(shape.position.unwrap().unwrap().shape.lon.nullable())]}>
          <InputNumber style={{ width: '100%' }} precision={6} />
        </Form.Item>
        <Form.Item name="lat" label={t('assets.lat')} rules={[rule(shape.position.unwrap().unwrap().shape.lat.nullable())]}>
          <InputNumber style={{ width: '100%' }} precision={6} />
        </Form.Item>
      </div>
      <h3 className="assets-part">{t('assets.particulars')}</h3>
      <Form.Item noStyle shouldUpdate={(before: Fields, after: Fields) => before.kind !== after.kind}>
        {({ getFieldValue }) => <DetailFields kind={getFieldValue('kind') as AssetKind} />}
      </Form.Item>
    </FormDrawer>
  )
}

function DetailFields({ kind }: { kind: AssetKind }): ReactNode {
  const { t } = useTranslation()
  const form = Form.useFormInstance<Fields>()
  return (
    <div className="assets-grid">
      {DETAIL_FIELDS[kind].map((field) => (
        <Form.Item
          key={field}
          name={['detail', field]}
          label={t(`assets.detail.${field}`)}
          rules={[
            {
              // the contract's own schema judges the detail as a whole; each field shows what is wrong with it
              validator: async () => {
                const result = AssetDetail.safeParse(detailOf(kind, form.getFieldValue('detail') ?? {}))
                if (result.success) return
                const path = result.error.issues.map((issue) => issue.path.join('.'))
                if (path.some((one) => WHERE[field].includes(one.replace(/\.\d+\./, '.')))) throw new Error(t('ui.field.required'))
              },
            },
          ]}
        >
          {fieldInput(kind, field, t)}
        </Form.Item>
      ))}
    </div>
  )
}
/** Where in the detail each field of the form ends up. */
const WHERE: Record<DetailField, readonly string[]> = {
  process: ['process'],
  substance: ['substance.name', 'substances.name'],
  cas: ['substance.cas', 'substances.cas'],
  volume: ['volumeCubicMetres'],
  pressure: ['pressureClass'],
  height: ['heightMetres'],
  floor: ['floorSquareMetres'],
  medium: ['medium'],
  principle: ['principle'],
  mounting: ['mountingHeightMetres'],
  calibration: ['calibrationDueAt'],
  mast: ['mastHeightMetres'],
  stream: ['streamUrl'],
  lanes: ['lanes'],
  description: ['description'],
}

function fieldInput(kind: AssetKind, field: DetailField, t: (key: string) => string): ReactNode {
  const choices = CHOICES[field]
  if (choices) return <Select options={choices.map((value) => ({ value, label: t(`assets.${field}.${value}`) }))} />
  if (NUMBERS.has(field)) return <InputNumber style={{ width: '100%' }} />
  if (field === 'calibration') return <InstantPicker withTime={false} style={{ width: '100%' }} />
  if (kind === 'warehouse') return <Input.TextArea rows={4} />
  return <Input />
}
