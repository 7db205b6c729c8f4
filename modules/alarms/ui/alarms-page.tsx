/** The alarm centre (报警中心): what stands now, and what happened. */
import { Page, useOrg, useOrgName, useUrlFilters } from '@anyuan/ui'
import { Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { History } from './history.tsx'
import { Standing } from './standing.tsx'
import './alarms.css'

export default function AlarmsPage() {
  const { t } = useTranslation()
  const [{ tab }, change] = useUrlFilters({ tab: 'standing' })
  const { org } = useOrg()
  const name = useOrgName()
  return (
    <Page title={t('alarms.title')} note={org ? name(org) : undefined} fill={tab === 'standing'}>
      <Tabs
        activeKey={tab}
        onChange={(next) => change({ tab: next })}
        items={[
          { key: 'standing', label: t('alarms.standing') },
          { key: 'history', label: t('alarms.history') },
        ]}
        className="alarms-tabs"
      />
      {tab === 'history' ? <History /> : <Standing />}
    </Page>
  )
}
