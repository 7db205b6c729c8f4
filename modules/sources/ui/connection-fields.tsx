/** The fields of a connection, by protocol: checked by the contract's own schema. To be put into a form whose values carry `connection`. */
import { useFieldRule } from '@anyuan/ui'
import { Form, Input, InputNumber, Radio, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Hj212Connection, OpcuaDraft, type SourceProtocol } from '../contract.ts'
import { SHAPES } from './connection-form.ts'

const { checksum } = Hj212Connection.shape
const { securityMode, securityPolicy } = OpcuaDraft.shape
const choices = (values: readonly string[]) => values.map((value) => ({ value, label: value }))
const wide = { width: '100%' }

export function ConnectionFields({ protocol, hasPassword = false }: { protocol: SourceProtocol; hasPassword?: boolean }) {
  const { t } = useTranslation()
  const rule = useFieldRule()
  const milliseconds = (name: string, schema: Parameters<typeof rule>[0]) => (
    <Form.Item name={['connection', name]} label={`${t(`sources.field.${name}`)} (ms)`} rules={[rule(schema)]}>
      <InputNumber style={wide} min={1} precision={0} />
    </Form.Item>
  )
  const text = (
    name: string,
    schema: Parameters<typeof rule>[0],
    more: { form?: string; placeholder?: string; required?: boolean } = {},
  ) => (
    <Form.Item
      name={['connection', name]}
      label={t(`sources.field.${name}`)}
      required={more.required ?? true}
      extra={more.form}
      rules={[rule(schema, more.form)]}
    >
      <Input placeholder={more.placeholder} autoComplete="off" />
    </Form.Item>
  )
  switch (protocol) {
    case 'hj212': {
      const shape = SHAPES.hj212
      return (
        <>
          {text('deviceNumber', shape.deviceNumber, { form: t('sources.field.deviceNumber.form'), placeholder: '44011600300021' })}
          <Form.Item name={['connection', 'checksum']} label={t('sources.field.checksum')} extra={t('sources.field.checksum.what')}>
            <Radio.Group options={checksum.unwrap().options.map((value) => ({ value, label: t(`sources.checksum.${value}`) }))} />
          </Form.Item>
        </>
      )
    }
    case 'sparkplug':
      return (
        <>
          {text('groupId', SHAPES.sparkplug.groupId)}
          {text('edgeNodeId', SHAPES.sparkplug.edgeNodeId)}
        </>
      )
    case 'modbus': {
      const shape = SHAPES.modbus
      return (
        <>
          {text('host', shape.host, { placeholder: '192.168.1.20' })}
          <Form.Item name={['connection', 'port']} label={t('sources.field.port')} rules={[rule(shape.port)]}>
            <InputNumber style={wide} min={1} max={65_535} precision={0} />
          </Form.Item>
          <Form.Item name={['connection', 'unitId']} label={t('sources.field.unitId')} rules={[rule(shape.unitId)]}>
            <InputNumber style={wide} min={0} max={255} precision={0} />
          </Form.Item>
          {milliseconds('pollIntervalMs', shape.pollIntervalMs)}
          {milliseconds('timeoutMs', shape.timeoutMs)}
        </>
      )
    }
    case 'opcua': {
      const shape = SHAPES.opcua
      return (
        <>
          {text('endpointUrl', shape.endpointUrl, {
            form: t('sources.field.endpointUrl.form'),
            placeholder: 'opc.tcp://192.168.1.30:4840',
          })}
          <Form.Item name={['connection', 'securityMode']} label={t('sources.field.securityMode')} required>
            <Select options={choices(securityMode.options)} />
          </Form.Item>
          <Form.Item name={['connection', 'securityPolicy']} label={t('sources.field.securityPolicy')} required>
            <Select options={choices(securityPolicy.options)} />
          </Form.Item>
          {milliseconds('samplingIntervalMs', shape.samplingIntervalMs)}
          {text('userName', shape.userName, { required: false })}
          <Form.Item name={['connection', 'password']} label={t('sources.field.password')} rules={[rule(shape.password)]}>
            <Input.Password autoComplete="new-password" placeholder={hasPassword ? t('sources.field.password.kept') : ''} />
          </Form.Item>
          {text('serverThumbprint', shape.serverThumbprint, { form: t('sources.field.serverThumbprint.what'), required: false })}
        </>
      )
    }
    case 'file': {
      const shape = SHAPES.file
      return (
        <>
          <Form.Item name={['connection', 'layout']} label={t('sources.field.layout')} required>
            <Radio.Group options={shape.layout.options.map((value) => ({ value, label: t(`sources.layout.${value}`) }))} />
          </Form.Item>
          {text('timeColumn', shape.timeColumn)}
          <Form.Item
            name={['connection', 'utcOffsetMinutes']}
            label={`${t('sources.field.utcOffsetMinutes')} (min)`}
            rules={[rule(shape.utcOffsetMinutes)]}
          >
            <InputNumber style={wide} precision={0} />
          </Form.Item>
          <Form.Item name={['connection', 'encoding']} label={t('sources.field.encoding')}>
            <Radio.Group options={choices(shape.encoding.unwrap().options)} />
          </Form.Item>
        </>
      )
    }
    default:
      return null
  }
}
