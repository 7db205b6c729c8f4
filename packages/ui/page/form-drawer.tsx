/** A form in a drawer: sends, says why it was refused, and closes only when the server has it. */
import { Alert, App, Button, Drawer, Form, type FormInstance } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/client.ts'
import { useRefusalText } from '../api/refusal.tsx'

export interface FormDrawerProps<Values extends object> {
  open: boolean
  title: string
  initial: Partial<Values>
  /** Rejects with what the server refused; the words are shown above the form, which stays open with its input. */
  onSubmit: (values: Values) => Promise<void>
  onClose: () => void
  /** Said after success, e.g. 已保存. */
  done?: string
  submitLabel?: string
  width?: number
  /** `Form.Item`s; names are keys of `Values`. */
  children: ReactNode | ((form: FormInstance<Values>) => ReactNode)
}
export function FormDrawer<Values extends object>(props: FormDrawerProps<Values>) {
  const { open, title, initial, onSubmit, onClose, done, submitLabel, width = 480, children } = props
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const [form] = Form.useForm<Values>()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const words = useRefusalText()
  useEffect(() => {
    if (!open) return
    setError(null)
    form.resetFields()
  }, [open, form])

  const submit = async () => {
    let values: Values
    try {
      values = await form.validateFields()
    } catch {
      return // the fields say themselves what is missing
    }
    setBusy(true)
    setError(null)
    try {
      await onSubmit(values)
      message.success(done ?? t('ui.saved'))
      onClose()
    } catch (refusal) {
      setError(refusal)
    } finally {
      setBusy(false)
    }
  }
  const close = () => {
    if (!form.isFieldsTouched()) return onClose()
    modal.confirm({ title: t('ui.form.discard'), content: t('ui.form.discard.what'), okText: t('ui.form.discard.yes'), onOk: onClose })
  }
  return (
    <Drawer
      open={open}
      title={title}
      size={width}
      onClose={close}
      destroyOnHidden
      mask={{ closable: false }}
      footer={
        <div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}>
          <Button onClick={close}>{t('ui.cancel')}</Button>
          <Button type="primary" loading={busy} onClick={() => void submit()}>
            {submitLabel ?? t('ui.save')}
          </Button>
        </div>
      }
    >
      {error !== null && (
        <Alert
          type="error"
          showIcon
          title={words(error)}
          description={error instanceof ApiError && error.correlationId ? t('ui.correlation', { id: error.correlationId }) : undefined}
          style={{ marginBottom: 16 }}
        />
      )}
      <Form<Values> form={form} layout="vertical" initialValues={initial as Values} requiredMark="optional" onFinish={() => void submit()}>
        {typeof children === 'function' ? children(form) : children}
        <button type="submit" hidden />
      </Form>
    </Drawer>
  )
}

/** Asks before what cannot be undone, and says what will happen. Resolves to whether to go on. */
export function useConfirm(): (ask: { title: string; what: string; yes: string; danger?: boolean }) => Promise<boolean> {
  const { modal } = App.useApp()
  const { t } = useTranslation()
  return ({ title, what, yes, danger }) =>
    new Promise((resolve) => {
      modal.confirm({
        title,
        content: what,
        okText: yes,
        cancelText: t('ui.cancel'),
        okButtonProps: { danger: danger ?? false },
        onOk: () => resolve(true),
        onCancel: () => resolve(false),
      })
    })
}
