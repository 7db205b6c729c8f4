/** What the officer should know when a tag alarms (处置指引): cause, consequence, steps, and whom to call. */
import { useTranslation } from 'react-i18next'
import { Icon } from '../marks/icon.tsx'
import type { Tag } from './limits.ts'

/** Each line of `action` is a step. Shows in words when nobody has written any guidance. */
export function GuidanceCard({ guidance, owner }: { guidance: Tag['guidance']; owner?: string | null }) {
  const { t } = useTranslation()
  if (!guidance) return <p className="small">{t('ui.guidance.none')}</p>
  const steps = guidance.action
    .split(/\r?\n|；|;/)
    .map((step) => step.replace(/^\s*\d+[.、)]\s*/, '').trim())
    .filter(Boolean)
  return (
    <div className="guidance-card">
      <section>
        <h3>{t('ui.guidance.cause')}</h3>
        <p>{guidance.cause}</p>
        <h3>{t('ui.guidance.consequence')}</h3>
        <p>{guidance.consequence}</p>
      </section>
      <section>
        <h3>{t('ui.guidance.action')}</h3>
        {steps.length > 1 ? (
          <ol>
            {steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        ) : (
          <p>{guidance.action}</p>
        )}
        {(guidance.phone || owner) && (
          <p className="guidance-who">
            {owner && <span>{t('ui.guidance.owner', { owner })}</span>}
            {guidance.phone && (
              <a href={`tel:${guidance.phone.replace(/\s/g, '')}`}>
                <Icon name="phone" size={16} /> {guidance.phone}
              </a>
            )}
          </p>
        )}
      </section>
    </div>
  )
}
