/** A credential (接入凭据), shown this once. Afterwards the house itself knows only a digest. */
import { Alert, App, Button, Modal } from 'antd'
import { useTranslation } from 'react-i18next'

export interface Credential {
  code: string
  username: string
  password: string
}
export function CredentialOnce({ credential, onClose }: { credential: Credential | null; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Modal
      open={credential !== null}
      title={t('sources.credential.of', { code: credential?.code ?? '' })}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      footer={
        <Button type="primary" onClick={onClose}>
          {t('sources.credential.kept')}
        </Button>
      }
    >
      <Alert type="warning" showIcon title={t('sources.credential.once')} style={{ marginBottom: 16 }} />
      <Copyable label={t('sources.credential.username')} text={credential?.username ?? ''} />
      <Copyable label={t('sources.credential.password')} text={credential?.password ?? ''} />
    </Modal>
  )
}

export function Copyable({ label, text, block = false }: { label: string; text: string; block?: boolean }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      message.success(t('sources.copied'))
    } catch {
      message.info(t('sources.copy_by_hand')) // without HTTPS a browser gives no clipboard
    }
  }
  return (
    <div className="sources-copy">
      <span className="small">{label}</span>
      {block ? <pre>{text}</pre> : <code>{text}</code>}
      <Button size="small" onClick={() => void copy()}>
        {t('sources.copy')}
      </Button>
    </div>
  )
}
