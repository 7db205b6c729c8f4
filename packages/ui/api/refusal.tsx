/** A refusal in words: what happened, in the language of the screen, with the number that finds it in the log. */
import { Button } from 'antd'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from './client.ts'

/** Gives the words for an error of any kind. Unknown codes say that the house is at fault, never the bare code alone. */
export function useRefusalText(): (error: unknown) => string {
  const { t, i18n } = useTranslation()
  return useCallback(
    (error: unknown) => {
      if (!(error instanceof ApiError)) return t('ui.broken')
      if (!i18n.exists(error.code)) return t('ui.refused_unknown', { code: error.code })
      return t(error.code, error.params)
    },
    [t, i18n],
  )
}

/** In place of what could not be loaded: the reason, the correlation id, and a way to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation()
  const words = useRefusalText()
  const correlationId = error instanceof ApiError ? error.correlationId : null
  return (
    <div className="state-block" role="alert">
      <div style={{ color: 'var(--text)' }}>{words(error)}</div>
      {correlationId && <div className="small">{t('ui.correlation', { id: correlationId })}</div>}
      {onRetry && <Button onClick={onRetry}>{t('ui.retry')}</Button>}
    </div>
  )
}

/** In place of an empty list: what it is for and how to fill it. */
export function EmptyState({ title, hint, action }: { title: string; hint?: string; action?: React.ReactNode }) {
  return (
    <div className="state-block">
      <div style={{ color: 'var(--text)' }}>{title}</div>
      {hint && <div className="small">{hint}</div>}
      {action}
    </div>
  )
}
