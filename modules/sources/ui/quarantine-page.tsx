/** The quarantine (隔离区): every sample or message that was refused, as it came. */
import { Page } from '@anyuan/ui'
import { useTranslation } from 'react-i18next'
import { QuarantineList } from './quarantine-list.tsx'
import './sources.css'

export default function QuarantinePage() {
  const { t } = useTranslation()
  return (
    <Page title={t('sources.quarantine')} note={t('sources.quarantine.note')} crumbs={[{ label: t('sources.title'), to: '/sources' }]}>
      <QuarantineList />
    </Page>
  )
}
