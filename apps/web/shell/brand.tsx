/** The name of the house with its mark. */
import { useTranslation } from 'react-i18next'

export function Brand({ small = false }: { small?: boolean }) {
  const { t } = useTranslation()
  return (
    <span className="brand">
      <svg viewBox="0 0 22 22" width="22" height="22" aria-hidden="true">
        <rect x="1" y="1" width="20" height="20" rx="5" fill="none" stroke="var(--accent)" strokeWidth="2" />
        <rect x="6" y="6" width="10" height="10" rx="2" fill="var(--accent)" />
      </svg>
      {!small && <span>{t('ui.product')}</span>}
    </span>
  )
}
