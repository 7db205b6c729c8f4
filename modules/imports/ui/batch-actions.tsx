/** What may be done with a batch now, said with its numbers before it is done. */
import { api, Link, read, useConfirm, useQueryClient, useRefusalText } from '@anyuan/ui'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Batch, totals } from './batch.ts'

export function BatchActions({ batch, onDone }: { batch: Batch; onDone: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const confirm = useConfirm()
  const client = useQueryClient()
  const words = useRefusalText()
  const [busy, setBusy] = useState(false)
  const sums = totals(batch)
  const { state } = batch
  const numbers = sums && { fresh: sums.new, changed: sums.changed, wrong: sums.wrong, count: sums.new + sums.changed }
  const act = async (work: () => Promise<unknown>) => {
    setBusy(true)
    try {
      await work()
      await client.invalidateQueries({ queryKey: ['imports'] })
      onDone()
    } catch (error) {
      message.error(words(error))
    } finally {
      setBusy(false)
    }
  }
  const path = { id: batch.id }
  const apply = async () => {
    if (!numbers) return
    const mode = numbers.wrong > 0 ? ('accept_good' as const) : ('all_or_nothing' as const)
    const yes = await confirm({ title: t('imports.apply.title', numbers), what: t('imports.apply.what', numbers), yes: t('imports.apply') })
    if (yes) await act(() => read(api.POST('/api/imports/batches/{id}/apply', { params: { path }, body: { mode } })))
  }
  const undo = async () => {
    if (!numbers) return
    const yes = await confirm({
      title: t('imports.undo.title'),
      what: t('imports.undo.what', numbers),
      yes: t('imports.undo'),
      danger: true,
    })
    if (yes) await act(() => read(api.POST('/api/imports/batches/{id}/undo', { params: { path } })))
  }
  const mayApply = numbers && numbers.count > 0 && (state.state === 'checked' || (state.state === 'failed' && state.during === 'apply'))
  return (
    <>
      <Link to="/imports">
        <Button>{t('imports.again')}</Button>
      </Link>
      {mayApply && (
        <Button type="primary" loading={busy} onClick={() => void apply()}>
          {t(numbers.wrong > 0 ? 'imports.accept_good' : 'imports.apply_rows', { count: numbers.count })}
        </Button>
      )}
      {state.state === 'applied' && batch.fileKept && (
        <Button danger loading={busy} onClick={() => void undo()}>
          {t('imports.undo')}
        </Button>
      )}
    </>
  )
}
