/** Changing one's password: forced at the first sign-in, by choice from the account menu. */
import { api, FormDrawer, type Me, read, useRefusalText } from '@anyuan/ui'
import { Alert, Button, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Brand } from '../shell/brand.tsx'

interface Fields {
  current: string
  next: string
  again: string
}
const SHORTEST = 10 // as the server demands

const send = async ({ current, next }: Fields): Promise<void> => {
  await read(api.POST('/api/identity/password', { body: { current, next } }))
}

function PasswordFields({ currentLabel }: { currentLabel: string }) {
  const { t } = useTranslation()
  return (
    <>
      <Form.Item name="current" label={currentLabel} rules={[{ required: true, message: t('shell.password.missing') }]}>
        <Input.Password autoComplete="current-password" autoFocus />
      </Form.Item>
      <Form.Item
        name="next"
        label={t('shell.password.next')}
        rules={[{ required: true, min: SHORTEST, message: t('shell.password.short', { count: SHORTEST }) }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="again"
        label={t('shell.password.again')}
        dependencies={['next']}
        required
        rules={[
          ({ getFieldValue }) => ({
            validator: (_, value: string | undefined) =>
              value === getFieldValue('next') ? Promise.resolve() : Promise.reject(new Error(t('shell.password.differs'))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </>
  )
}

/** The whole screen, until the one-time password is replaced. */
export function FirstPassword({ me, onChanged }: { me: Me; onChanged: () => void }) {
  const { t } = useTranslation()
  const words = useRefusalText()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const submit = async (fields: Fields) => {
    setBusy(true)
    setError(null)
    try {
      await send(fields)
      onChanged()
    } catch (refusal) {
      setError(refusal)
    } finally {
      setBusy(false)
    }
  }
  return (
    <main className="whole-screen">
      <div className="card sign-in">
        <Brand />
        <h1>{t('shell.password.first')}</h1>
        <div className="small">{t('shell.password.first.why', { name: me.account.name })}</div>
        {error !== null && <Alert type="error" showIcon title={words(error)} />}
        <Form<Fields> layout="vertical" requiredMark={false} onFinish={(fields) => void submit(fields)}>
          <PasswordFields currentLabel={t('shell.password.one_time')} />
          <Button type="primary" htmlType="submit" block loading={busy}>
            {t('shell.password.change')}
          </Button>
        </Form>
      </div>
    </main>
  )
}

export function PasswordDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <FormDrawer<Fields>
      open={open}
      title={t('shell.password.change')}
      initial={{}}
      onSubmit={send}
      onClose={onClose}
      done={t('shell.password.changed')}
      width={400}
    >
      <PasswordFields currentLabel={t('shell.password.current')} />
    </FormDrawer>
  )
}
