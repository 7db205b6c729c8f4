/** All accounts with their roles; adding, changing, disabling, and a new one-time password. */
import {
  api,
  type FilterField,
  houseNow,
  MISSING,
  Page,
  type paths,
  QueryTable,
  read,
  Time,
  useConfirm,
  useMay,
  useOrg,
  useOrgName,
  useQueryClient,
  useRefusalText,
} from '@anyuan/ui'
import { Alert, App, Button, Modal, Tag, Tooltip, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Role } from '../contract.ts'
import { AccountForm } from './account-form.tsx'

type Account = paths['/api/identity/accounts']['get']['responses'][200]['content']['application/json']['items'][number]
const DEFAULTS = { text: '', role: '' }

export default function AccountsPage() {
  const { t } = useTranslation()
  const { org } = useOrg()
  const name = useOrgName()
  const may = useMay()
  const confirm = useConfirm()
  const client = useQueryClient()
  const words = useRefusalText()
  const { message } = App.useApp()
  const [form, setForm] = useState<{ account: Account | null } | null>(null)
  const [once, setOnce] = useState<{ login: string; password: string } | null>(null)
  const writable = may('identity.write_accounts')
  const again = () => client.invalidateQueries({ queryKey: ['identity.accounts'] })
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work()
      await again()
    } catch (error) {
      message.error(words(error))
    }
  }
  const reset = async (account: Account) => {
    const yes = await confirm({
      title: t('identity.reset'),
      what: t('identity.reset.what', { name: account.name }),
      yes: t('identity.reset'),
      danger: true,
    })
    if (!yes) return
    await attempt(async () => {
      const { password } = await read(api.POST('/api/identity/accounts/{id}/reset-password', { params: { path: { id: account.id } } }))
      setOnce({ login: account.login, password })
    })
  }
  const toggle = async (account: Account) => {
    const enabled = !account.enabled
    if (!enabled) {
      const yes = await confirm({
        title: t('identity.disable'),
        what: t('identity.disable.what', { name: account.name }),
        yes: t('identity.disable'),
        danger: true,
      })
      if (!yes) return
    }
    const { id, name: own, phone, grants } = account
    await attempt(() =>
      read(api.PATCH('/api/identity/accounts/{id}', { params: { path: { id } }, body: { name: own, phone, grants, enabled } })),
    )
  }
  const filters: FilterField[] = [
    { key: 'text', label: t('identity.find'), kind: 'text', placeholder: t('identity.find.hint') },
    {
      key: 'role',
      label: t('identity.role'),
      kind: 'choice',
      options: Role.options.map((role) => ({ value: role, label: t(`identity.role.${role}`) })),
    },
  ]
  const add = writable && (
    <Button type="primary" onClick={() => setForm({ account: null })}>
      {t('identity.add')}
    </Button>
  )
  return (
    <Page title={t('identity.accounts')} note={org ? name(org) : undefined} actions={add}>
      <QueryTable<Account, typeof DEFAULTS>
        name="identity.accounts"
        exportTo={{ path: '/api/identity/accounts/export', query: { under: org } }}
        rowKey={(account) => account.id}
        defaults={DEFAULTS}
        filters={filters}
        dependsOn={[org]}
        load={({ page, pageSize, text, role }) =>
          read(
            api.GET('/api/identity/accounts', {
              params: { query: { page, pageSize, under: org, text: text || undefined, role: Role.safeParse(role).data } },
            }),
          )
        }
        columns={[
          { key: 'login', title: t('identity.login'), render: (account) => <b>{account.login}</b> },
          { key: 'name', title: t('identity.name'), render: (account) => account.name },
          { key: 'org', title: t('identity.org'), render: (account) => name(account.org) },
          { key: 'grants', title: t('identity.grants'), render: (account) => <Grants account={account} /> },
          { key: 'phone', title: t('identity.phone'), hiddenAtFirst: true, render: (account) => account.phone },
          { key: 'state', title: t('identity.state'), render: (account) => <State account={account} /> },
          {
            key: 'last',
            title: t('identity.last_sign_in'),
            render: (account) => (account.lastSignInAt ? <Time at={account.lastSignInAt} /> : MISSING),
          },
          ...(writable
            ? [
                {
                  key: 'acts',
                  title: '',
                  render: (account: Account) => (
                    <span className="toolbar" style={{ flexWrap: 'nowrap' }}>
                      <Button size="small" type="link" onClick={() => setForm({ account })}>
                        {t('identity.change')}
                      </Button>
                      <Button size="small" type="link" onClick={() => void reset(account)}>
                        {t('identity.reset')}
                      </Button>
                      <Button size="small" type="link" danger={account.enabled} onClick={() => void toggle(account)}>
                        {t(account.enabled ? 'identity.disable' : 'identity.enable')}
                      </Button>
                    </span>
                  ),
                },
              ]
            : []),
        ]}
        empty={{ title: t('identity.none'), hint: t('identity.none.hint'), action: add || undefined }}
      />
      {form && <AccountForm account={form.account} onClose={() => setForm(null)} onSaved={() => void again()} onPassword={setOnce} />}
      <Modal
        open={once !== null}
        title={t('identity.one_time.of', { login: once?.login ?? '' })}
        closable={false}
        mask={{ closable: false }}
        keyboard={false}
        footer={
          <Button type="primary" onClick={() => setOnce(null)}>
            {t('identity.one_time.kept')}
          </Button>
        }
      >
        <Alert type="warning" showIcon title={t('identity.one_time.what')} style={{ marginBottom: 16 }} />
        <Typography.Text code copyable style={{ fontSize: 18 }}>
          {once?.password ?? ''}
        </Typography.Text>
      </Modal>
    </Page>
  )
}

function Grants({ account }: { account: Account }) {
  const { t } = useTranslation()
  const name = useOrgName()
  if (account.grants.length === 0) return <span className="dim">{t('identity.grants.none')}</span>
  return account.grants.map((grant) => (
    <Tooltip key={`${grant.role} ${grant.org}`} title={grant.org}>
      <Tag>
        {t(`identity.role.${grant.role}`)} · {name(grant.org)}
      </Tag>
    </Tooltip>
  ))
}
function State({ account }: { account: Account }) {
  const { t } = useTranslation()
  if (!account.enabled) return <span className="dim">{t('identity.state.disabled')}</span>
  if (account.lockedUntil && Date.parse(account.lockedUntil) > houseNow())
    return (
      <>
        {t('identity.state.locked')} <Time at={account.lockedUntil} />
      </>
    )
  return account.mustChangePassword ? t('identity.state.first') : <span className="dim">{t('identity.state.normal')}</span>
}
