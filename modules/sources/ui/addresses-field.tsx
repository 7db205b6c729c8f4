/** The networks a source may come from (来源网段): one per line; none means anywhere. */
import { Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { Network } from '../contract.ts'
import { codesOf } from './examples.ts'

export const addressesIn = (text: string | undefined): string[] => codesOf(text ?? '')

export function AddressesField() {
  const { t } = useTranslation()
  return (
    <Form.Item
      name="addresses"
      label={t('sources.addresses')}
      extra={t('sources.addresses.what')}
      style={{ marginBottom: 0 }}
      rules={[
        {
          validator: async (_rule, text: string | undefined) => {
            const wrong = addressesIn(text).find((address) => !Network.safeParse(address).success)
            if (wrong !== undefined) throw new Error(t('sources.addresses.wrong', { address: wrong }))
          },
        },
      ]}
    >
      <Input.TextArea rows={3} className="sources-codes" placeholder="10.1.0.0/16" />
    </Form.Item>
  )
}
