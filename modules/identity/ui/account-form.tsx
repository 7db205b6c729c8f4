/** Adds an account, or changes its name, phone and grants. */
import { api, FormDrawer, OrgPicker, orNull, type paths, read, useFieldRule } from '@anyuan/ui'
import { Button, Form, Input, Select, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import { NewAccount, Role } from '../contract.ts'

type Account = paths['/api/identity/accounts']['get']['responses'][200]['content']['application/json']['items'][number]
interface Fields {
  login: string
  name: string
  org: string
  phone?: string | null
  enabled?: boolean
  grants?: { role: Role; org: string }[]
}
const GRANTS_AT_MOST = 20

export function AccountForm(props: {
  account: Account | null
  onClose: () => void
  onSaved: () => void
  onPassword: (once: { login: string; password: string }) => void
}) {
  const { account, onClose, onSaved, onPassword } = props
  const { t } = useTranslation()
  const rule = useFieldRule()
  const { shape } = NewAccount
  const save = async ({ login, name, org, phone, enabled, grants = [] }: Fields) => {
    if (account) {
      await read(
        api.PATCH('/api/identity/accounts/{id}', {
          params: { path: { id: account.id } },
          body: { name: name.trim(), phone: orNull(phone), grants, enabled: enabled ?? true },
        }),
      )
    } else {
      const wanted = login.trim().toLowerCase()
      const { password } = await read(
        api.POST('/api/identity/accounts', { body: { login: wanted, name: name.trim(), org, phone: orNull(phone), grants } }),
      )
      onPassword({ login: wanted, password })
    }
    onSaved()
  }
  return (
    <FormDrawer<Fields>
      open
      title={account ? t('identity.change.of', { login: account.login }) : t('identity.add')}
      initial={account ? { ...account } : { grants: [] }}
      onSubmit={save}
      onClose={onClose}
      width={560}
    >
      {!account && (
        <>
          <Form.Item
            name="login"
            label={t('identity.login')}
            required
            extra={t('identity.login.form')}
            rules={[rule(shape.login, t('identity.login.form'))]}
          >
            <Input maxLength={40} autoFocus autoComplete="off" />
          </Form.Item>
          <Form.Item name="org" label={t('identity.org')} required rules={[rule(shape.org)]}>
            <OrgPicker />
          </Form.Item>
        </>
      )}
      <Form.Item name="name" label={t('identity.name')} required rules={[rule(shape.name)]}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="phone" label={t('identity.phone')} rules={[rule(shape.phone)]}>
        <Input maxLength={40} />
      </Form.Item>
      {account && (
        <Form.Item name="enabled" label={t('identity.state.enabled')} valuePropName="checked">
          <Switch />
        </Form.Item>
      )}
      <h3>{t('identity.grants')}</h3>
      <p className="small">{t('identity.grants.what')}</p>
      <Form.List name="grants">
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name: row }) => (
              <div key={key} style={{ display: 'grid', gridTemplateColumns: '1fr 1fr auto', gap: 8, marginBottom: 8 }}>
                <Form.Item name={[row, 'role']} style={{ margin: 0 }} rules={[rule(Role)]}>
                  <Select
                    showSearch={{ optionFilterProp: 'label' }}
                    placeholder={t('identity.role')}
                    options={Role.options.map((role) => ({ value: role, label: t(`identity.role.${role}`) }))}
                  />
                </Form.Item>
                <Form.Item name={[row, 'org']} style={{ margin: 0 }} rules={[rule(shape.org)]}>
                  <OrgPicker />
                </Form.Item>
                <Button onClick={() => remove(row)}>{t('identity.grants.remove')}</Button>
              </div>
            ))}
            <Button type="dashed" block disabled={rows.length >= GRANTS_AT_MOST} onClick={() => add({})}>
              {t('identity.grants.add')}
            </Button>
          </>
        )}
      </Form.List>
    </FormDrawer>
  )
}
