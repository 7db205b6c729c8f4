/** The tags that a sender of our own codes may send (白名单), and the networks it may come from. */
import { api, ErrorState, read, useQuery, useQueryClient, useRefusalText } from '@anyuan/ui'
import { App, Button, Form, Input, Skeleton } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AllowedTags } from '../contract.ts'
import { AddressesField, addressesIn } from './addresses-field.tsx'
import { codesOf, listChange } from './examples.ts'
import type { SourceDetail } from './source.ts'

export const useAllowed = (id: string) =>
  useQuery({
    queryKey: ['sources.tags', id],
    queryFn: () => read(api.GET('/api/sources/sources/{id}/tags', { params: { path: { id } } })),
  })

export function AllowedList({ row, writable }: { row: SourceDetail; writable: boolean }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { message } = App.useApp()
  const words = useRefusalText()
  const allowed = useAllowed(row.id)
  const [form] = Form.useForm<{ addresses: string }>()
  const [text, setText] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const kept = row.addresses.join('\n')
  const addresses = Form.useWatch('addresses', form) ?? kept
  useEffect(() => {
    if (allowed.data && text === null) setText(allowed.data.tagCodes.join('\n'))
  }, [allowed.data, text])
  if (allowed.isPending) return <Skeleton active />
  if (!allowed.data) return <ErrorState error={allowed.error} onRetry={() => void allowed.refetch()} />
  const codes = codesOf(text ?? '')
  const { added, removed } = listChange(allowed.data.tagCodes, codes)
  const otherAddresses = addressesIn(addresses).join() !== row.addresses.join()
  const changed = added.length + removed.length > 0 || otherAddresses
  const save = async () => {
    if (!AllowedTags.safeParse({ tagCodes: codes }).success) {
      message.error(t('sources.tags.too_many'))
      return
    }
    try {
      await form.validateFields()
    } catch {
      return // the field says what is wrong
    }
    setBusy(true)
    const path = { id: row.id }
    try {
      if (added.length + removed.length > 0)
        await read(api.PUT('/api/sources/sources/{id}/tags', { params: { path }, body: { tagCodes: codes } }))
      if (otherAddresses)
        await read(api.PATCH('/api/sources/sources/{id}', { params: { path }, body: { addresses: addressesIn(addresses) } }))
      await client.invalidateQueries({ queryKey: ['sources.tags', row.id] })
      await client.invalidateQueries({ queryKey: ['sources.one', row.id] })
      message.success(t('ui.saved'))
    } catch (error) {
      message.error(words(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <section className="card sources-card">
        <h2>{t('sources.tags')}</h2>
        <p className="small">{t('sources.tags.what')}</p>
        <Input.TextArea
          value={text ?? ''}
          rows={14}
          readOnly={!writable}
          aria-label={t('sources.tags')}
          className="sources-codes"
          onChange={(event) => setText(event.target.value)}
        />
        <p className="small">{t('sources.tags.change', { total: codes.length, added: added.length, removed: removed.length })}</p>
        {removed.length > 0 && (
          <p className="small">{t('sources.tags.removed', { codes: removed.slice(0, 5).join(', '), count: removed.length })}</p>
        )}
      </section>
      <section className="card sources-card">
        <Form form={form} layout="vertical" initialValues={{ addresses: kept }} disabled={!writable}>
          <AddressesField />
        </Form>
      </section>
      {writable && changed && (
        <div className="toolbar sources-save">
          <span className="small">{t('sources.unsaved')}</span>
          <span className="grow" />
          <Button
            onClick={() => {
              setText(allowed.data.tagCodes.join('\n'))
              form.setFieldsValue({ addresses: kept })
            }}
          >
            {t('sources.tags.back')}
          </Button>
          <Button type="primary" loading={busy} onClick={() => void save()}>
            {t('ui.save')}
          </Button>
        </div>
      )}
    </>
  )
}
