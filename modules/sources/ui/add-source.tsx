/** A new source: its name, place and protocol, and what is needed to know it or to reach it. Its points come next, on its own page. */
import { api, FormDrawer, OrgPicker, read, useFieldRule, useQueryClient } from '@anyuan/ui'
import { Form, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NewSource, type SourceProtocol, SourceProtocol as SourceProtocols } from '../contract.ts'
import { ConnectionFields } from './connection-fields.tsx'
import { defaultFields, draftOf, type ConnectionFields as Values } from './connection-form.ts'
import { PROTOCOL_NAME } from './source.ts'

interface Fields {
  code: string
  name: string
  org: string
  protocol: SourceProtocol
  accessPassword?: string
  connection?: Values
}
type Made = { id: string; code: string; username: string; password: string }

export function AddSource(props: { open: boolean; onClose: () => void; onMade: (made: Made, protocol: SourceProtocol) => void }) {
  const { open, onClose, onMade } = props
  const { t } = useTranslation()
  const rule = useFieldRule()
  const client = useQueryClient()
  const [protocol, setProtocol] = useState<SourceProtocol>('mqtt')
  const { shape } = NewSource
  const save = async ({ code, name, org, accessPassword, connection }: Fields) => {
    const draft = connection && draftOf(protocol, connection)
    const made = await read(
      api.POST('/api/sources/sources', {
        body: {
          code: code.trim(),
          name: name.trim(),
          org,
          protocol,
          ...(draft ? { connection: draft } : {}),
          ...(protocol === 'hj212' && accessPassword ? { accessPassword } : {}),
        },
      }),
    )
    await client.invalidateQueries({ queryKey: ['sources.list'] })
    onMade(made, protocol)
  }
  const close = () => {
    setProtocol('mqtt')
    onClose()
  }
  return (
    <FormDrawer<Fields> open={open} title={t('sources.add')} initial={{ protocol: 'mqtt' }} onClose={close} onSubmit={save} width={560}>
      {(form) => (
        <>
          <Form.Item
            name="code"
            label={t('sources.code')}
            required
            extra={t('sources.code.form')}
            rules={[rule(shape.code, t('sources.code.form'))]}
          >
            <Input maxLength={64} autoFocus />
          </Form.Item>
          <Form.Item name="name" label={t('sources.name')} required rules={[rule(shape.name)]}>
            <Input maxLength={120} />
          </Form.Item>
          <Form.Item name="org" label={t('sources.org')} required rules={[rule(shape.org)]}>
            <OrgPicker />
          </Form.Item>
          <Form.Item name="protocol" label={t('sources.protocol')} required extra={t(`sources.protocol.${protocol}`)}>
            <Select
              options={SourceProtocols.options.map((value) => ({ value, label: PROTOCOL_NAME[value] }))}
              onChange={(next: SourceProtocol) => {
                setProtocol(next)
                form.setFieldValue('connection', defaultFields(next))
              }}
            />
          </Form.Item>
          <ConnectionFields protocol={protocol} />
          {protocol === 'hj212' && (
            <Form.Item
              name="accessPassword"
              label={t('sources.field.accessPassword')}
              extra={t('sources.field.accessPassword.what')}
              rules={[rule(shape.accessPassword, t('sources.field.accessPassword.what'))]}
            >
              <Input autoComplete="off" placeholder={t('sources.field.accessPassword.made')} />
            </Form.Item>
          )}
        </>
      )}
    </FormDrawer>
  )
}
