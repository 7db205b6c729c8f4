/** The account menu: who is signed in, language, theme, password, sign out. */
import { api, changeLanguage, read, useMe, useRefusalText, useTheme } from '@anyuan/ui'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Dropdown } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PasswordDrawer } from '../sign-in/password.tsx'

export function AccountMenu() {
  const { t, i18n } = useTranslation()
  const me = useMe()
  const { theme, setTheme } = useTheme()
  const { message } = App.useApp()
  const words = useRefusalText()
  const queries = useQueryClient()
  const [changing, setChanging] = useState(false)
  const signOut = async () => {
    try {
      await read(api.POST('/api/identity/sign-out'))
      queries.clear()
      location.assign('/')
    } catch (error) {
      message.error(words(error))
    }
  }
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'who', label: <span className="small">{me.account.login}</span>, disabled: true },
            { type: 'divider' },
            {
              key: 'language',
              label: i18n.language === 'en' ? '中文' : 'English',
              onClick: () => void changeLanguage(i18n.language === 'en' ? 'zh' : 'en'),
            },
            {
              key: 'theme',
              label: t(theme === 'dark' ? 'shell.theme.light' : 'shell.theme.dark'),
              onClick: () => setTheme(theme === 'dark' ? 'light' : 'dark'),
            },
            { key: 'password', label: t('shell.password.change'), onClick: () => setChanging(true) },
            { type: 'divider' },
            { key: 'out', label: t('shell.sign_out'), onClick: () => void signOut() },
          ],
        }}
      >
        <Button type="text" className="account" title={me.account.name}>
          <span className="account-name">{me.account.name}</span>
        </Button>
      </Dropdown>
      <PasswordDrawer open={changing} onClose={() => setChanging(false)} />
    </>
  )
}
