/** The operating state of an asset (运行状态): which it is, and an act with a reason to change it. */
import { api, FormDrawer, read } from '@anyuan/ui'
import { Form, Input, Radio } from 'antd'
import { useTranslation } from 'react-i18next'
import { OperatingState } from '../contract.ts'
import type { Asset } from './asset.ts'

interface StateValues {
  state: OperatingState
  reason: string
}
export function StateForm({ asset, open, onClose, onSaved }: { asset: Asset; open: boolean; onClose: () => void; onSaved: () => void }) {
  const { t } = useTranslation()
  return (
    <FormDrawer<StateValues>
      open={open}
      title={t('assets.state.change_of', { name: asset.name })}
      initial={{ state: asset.operatingState, reason: '' }}
      onSubmit={async (body) => {
        await read(api.POST('/api/assets/assets/{id}/operating-state', { params: { path: { id: asset.id } }, body }))
        onSaved()
      }}
      onClose={onClose}
    >
      <p className="small">{t('assets.state.what')}</p>
      <Form.Item name="state" label={t('assets.state')}>
        <Radio.Group optionType="button" options={OperatingState.options.map((value) => ({ value, label: t(`assets.state.${value}`) }))} />
      </Form.Item>
      <Form.Item
        name="reason"
        label={t('assets.request.reason')}
        rules={[{ required: true, whitespace: true, message: t('ui.field.required') }]}
      >
        <Input.TextArea rows={2} maxLength={300} />
      </Form.Item>
    </FormDrawer>
  )
}
