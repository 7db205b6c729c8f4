/** The first step: the template to be filled in, and the place where the filled file goes. */
import { apiErrorOf, Icon, useRefusalText } from '@anyuan/ui'
import { Alert, Button, Upload } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MOST_FILE_BYTES } from '../contract.ts'
import type { Batch } from './batch.ts'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** The file is the body itself: the typed client speaks JSON alone. */
async function send(file: File, org: string): Promise<Batch> {
  const query = new URLSearchParams({ org, fileName: file.name })
  const answer = await fetch(`/api/imports/batches?${query}`, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': /\.csv$/i.test(file.name) ? 'text/csv' : XLSX },
    body: file,
  }).catch(() => null)
  const body: unknown = await answer?.json().catch(() => null)
  if (!answer?.ok) throw apiErrorOf(body, answer?.status ?? 503, answer?.headers.get('x-correlation-id') ?? null) // default: nobody answered
  return body as Batch
}

export function UploadStep({ org, onSent }: { org: string; onSent: (batch: Batch) => void }) {
  const { t, i18n } = useTranslation()
  const words = useRefusalText()
  const [sending, setSending] = useState<string | null>(null)
  const [error, setError] = useState<unknown>(null)
  const take = async (file: File) => {
    setError(file.size > MOST_FILE_BYTES ? apiErrorOf({ code: 'house.too_large' }, 413, null) : null) // the server would say the same, after the upload
    if (file.size > MOST_FILE_BYTES) return
    setSending(file.name)
    try {
      onSent(await send(file, org))
    } catch (refusal) {
      setError(refusal)
    } finally {
      setSending(null)
    }
  }
  return (
    <section className="card imports-upload">
      {error !== null && <Alert type="error" showIcon title={words(error)} />}
      <Upload.Dragger
        accept=".xlsx,.csv"
        showUploadList={false}
        disabled={sending !== null}
        beforeUpload={(file) => {
          void take(file)
          return false
        }}
      >
        <Icon name="upload" size={32} />
        <p>{sending ? t('imports.sending', { name: sending }) : t('imports.drop')}</p>
        <p className="small">{t('imports.drop.limits')}</p>
      </Upload.Dragger>
      <div className="toolbar">
        <Button icon={<Icon name="download" />} href={`/api/imports/template?lang=${i18n.language === 'en' ? 'en' : 'zh'}`}>
          {t('imports.template')}
        </Button>
        <span className="small">{t('imports.template.what')}</span>
      </div>
    </section>
  )
}
