/** The sign-in page: who are you, and nothing else. */
import { api, changeLanguage, type Me, read, useRefusalText, useTheme } from '@anyuan/ui'
import { Alert, Button, Form, Input } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Brand } from '../shell/brand.tsx'

interface Fields {
  login: string
  password: string
}
export function SignIn({ onSignedIn }: { onSignedIn: (me: Me) => void }) {
  const { t, i18n } = useTranslation()
  const { theme, setTheme } = useTheme()
  const words = useRefusalText()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  useEffect(() => {
    document.title = `${t('shell.sign_in')} · ${t('ui.product')}`
  }, [t])
  const submit = async ({ login, password }: Fields) => {
    setBusy(true)
    setError(null)
    try {
      onSignedIn(await read(api.POST('/api/identity/sign-in', { body: { login: login.trim(), password } })))
    } catch (refusal) {
      setError(refusal)
      setBusy(false)
    }
  }
  return (
    <main className="whole-screen">
      <div className="card sign-in">
        <Brand />
        <h1>{t('shell.sign_in')}</h1>
        {error !== null && <Alert type="error" showIcon title={words(error)} />}
        <Form<Fields> layout="vertical" requiredMark={false} onFinish={(fields) => void submit(fields)}>
          <Form.Item name="login" label={t('shell.login')} rules={[{ required: true, message: t('shell.login.missing') }]}>
            <Input autoComplete="username" autoFocus size="large" />
          </Form.Item>
          <Form.Item name="password" label={t('shell.password')} rules={[{ required: true, message: t('shell.password.missing') }]}>
            <Input.Password autoComplete="current-password" size="large" />
          </Form.Item>
          <Button type="primary" htmlType="submit" size="large" block loading={busy}>
            {t('shell.sign_in')}
          </Button>
        </Form>
        <div className="toolbar">
          <Button type="text" size="small" onClick={() => void changeLanguage(i18n.language === 'en' ? 'zh' : 'en')}>
            {i18n.language === 'en' ? '中文' : 'English'}
          </Button>
          <span className="grow" />
          <Button type="text" size="small" onClick={() => setTheme(theme === 'dark' ? 'light' : 'dark')}>
            {t(theme === 'dark' ? 'shell.theme.light' : 'shell.theme.dark')}
          </Button>
        </div>
      </div>
    </main>
  )
}
