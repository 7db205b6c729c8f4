/** How a source shows who it is: its credential, renewed or handed over by a one-time code (开通码) as text and as a picture. */
import { api, read, Time, useConfirm, useQueryClient, useRefusalText } from '@anyuan/ui'
import { Alert, App, Button, Form, Input, QRCode } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FETCHING_PROTOCOLS, type ProvisionCode } from '../contract.ts'
import { Copyable, type Credential } from './credential.tsx'
import { edgeExample, provisionLink } from './examples.ts'
import type { SourceDetail } from './source.ts'

export function SourceAccess(props: { row: SourceDetail; writable: boolean; onCredential: (credential: Credential) => void }) {
  const { row, writable, onCredential } = props
  const { t } = useTranslation()
  const confirm = useConfirm()
  const client = useQueryClient()
  const { message } = App.useApp()
  const words = useRefusalText()
  const [busy, setBusy] = useState(false)
  const [chosen, setChosen] = useState('')
  const [code, setCode] = useState<(Pick<ProvisionCode, 'code'> & { expiresAt: string }) | null>(null)
  const params = { path: { id: row.id } }
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true)
    try {
      await work()
      await client.invalidateQueries({ queryKey: ['sources.one', row.id] })
    } catch (error) {
      message.error(words(error))
    } finally {
      setBusy(false)
    }
  }
  const renew = async () => {
    const yes = await confirm({
      title: t('sources.renew'),
      what: t('sources.renew.what', { code: row.code }),
      yes: t('sources.renew'),
      danger: true,
    })
    if (!yes) return
    await attempt(async () => {
      const body = row.protocol === 'hj212' && chosen !== '' ? { accessPassword: chosen } : {}
      onCredential(await read(api.POST('/api/sources/sources/{id}/credential', { params, body })))
      setChosen('')
    })
  }
  const make = () => attempt(async () => setCode(await read(api.POST('/api/sources/sources/{id}/provision', { params }))))
  const revoke = () =>
    attempt(async () => {
      await read(api.DELETE('/api/sources/sources/{id}/provision', { params }))
      setCode(null)
    })
  const fetchedHere = (FETCHING_PROTOCOLS as readonly string[]).includes(row.protocol) && !row.viaEdge
  const server = location.origin
  return (
    <>
      <section className="card sources-card">
        <h2>{t('sources.credential')}</h2>
        {fetchedHere ? (
          <p className="dim">{t('sources.credential.not_needed')}</p>
        ) : (
          <>
            <dl className="sources-facts">
              <dt>{t('sources.credential.username')}</dt>
              <dd>{row.protocol === 'hj212' && row.connection.protocol === 'hj212' ? `MN ${row.connection.deviceNumber}` : row.code}</dd>
              <dt>{t('sources.credential.set')}</dt>
              <dd>
                <Time at={row.credentialSetAt} />
              </dd>
            </dl>
            {row.protocol === 'hj212' && <p className="small">{t('sources.credential.hj212')}</p>}
            {writable && (
              <div className="toolbar">
                {row.protocol === 'hj212' && (
                  <Form.Item label={t('sources.field.accessPassword')} style={{ marginBottom: 0 }}>
                    <Input
                      value={chosen}
                      maxLength={16}
                      autoComplete="off"
                      placeholder={t('sources.field.accessPassword.made')}
                      onChange={(event) => setChosen(event.target.value.trim())}
                    />
                  </Form.Item>
                )}
                <Button loading={busy} onClick={() => void renew()}>
                  {t('sources.renew')}
                </Button>
              </div>
            )}
          </>
        )}
      </section>
      <section className="card sources-card">
        <h2>{t('sources.provision')}</h2>
        <p className="small">{t('sources.provision.what')}</p>
        {!code && row.provision && (
          <p>
            {t('sources.provision.open', { by: row.provision.madeBy })} <Time at={row.provision.expiresAt} />
          </p>
        )}
        {code && (
          <>
            <Alert type="info" showIcon title={t('sources.provision.once')} style={{ marginBottom: 16 }} />
            <div className="sources-code">
              <QRCode
                value={provisionLink({ server, code: code.code })}
                type="svg"
                size={176}
                bordered={false}
                color="#000000"
                bgColor="#ffffff"
              />
              <div>
                <Copyable label={t('sources.provision.code')} text={code.code} />
                <Copyable block label={t('sources.provision.command')} text={edgeExample({ server, code: code.code })} />
                <p className="small">
                  {t('sources.provision.until')} <Time at={code.expiresAt} />
                </p>
              </div>
            </div>
          </>
        )}
        {writable && (
          <div className="toolbar">
            <Button loading={busy} onClick={() => void make()}>
              {t(row.provision ? 'sources.provision.again' : 'sources.provision.make')}
            </Button>
            {row.provision && (
              <Button loading={busy} danger onClick={() => void revoke()}>
                {t('sources.provision.revoke')}
              </Button>
            )}
          </div>
        )}
      </section>
    </>
  )
}
