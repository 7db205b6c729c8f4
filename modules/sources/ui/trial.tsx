/** What a try of a connection found: its steps in order, and what to do about the one that failed. */
import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Trial } from './source.ts'

/** Words of a fault, with the technical detail behind them. */
export function useFaultText(): (fault: string | null, detail: string | null) => string {
  const { t } = useTranslation()
  return (fault, detail) => [fault ? t(`sources.fault.${fault}`) : '', detail ?? ''].filter(Boolean).join(' · ')
}

/** `onTrust`: the officer has compared the thumbprint and approves it. */
export function TrialResult({ trial, trusted, onTrust }: { trial: Trial; trusted: string | null; onTrust?: (thumbprint: string) => void }) {
  const { t } = useTranslation()
  const words = useFaultText()
  const { serverThumbprint } = trial
  return (
    <section className="sources-trial" aria-live="polite">
      <h3>{t(trial.ok ? 'sources.trial.ok' : 'sources.trial.failed')}</h3>
      <ol>
        {trial.steps.map(({ step, ok, fault, detail }) => (
          <li key={step}>
            <span className={ok ? 'sources-step-ok' : 'sources-step-failed'}>
              {t(`sources.step.${step}`)} {t(ok ? 'sources.step.done' : 'sources.step.failed')}
            </span>
            <span className="small">{words(fault, detail)}</span>
          </li>
        ))}
      </ol>
      {serverThumbprint && serverThumbprint !== trusted && onTrust && (
        <Alert
          type="warning"
          showIcon
          title={t('sources.trust.title')}
          description={
            <>
              <p style={{ marginTop: 0 }}>{t('sources.trust.what')}</p>
              <code className="sources-thumbprint">{serverThumbprint}</code>
            </>
          }
          action={<Button onClick={() => onTrust(serverThumbprint)}>{t('sources.trust.yes')}</Button>}
        />
      )}
    </section>
  )
}
