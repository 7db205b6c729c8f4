/** The alarm centre (报警中心): what stands now, what was set aside, and what happened. */
import { Page, useMay, useMoment, useOrg, useOrgName, useUrlFilters } from '@anyuan/ui'
import { Button, Tabs } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DrillForm } from './drill-form.tsx'
import { History } from './history.tsx'
import { SetAside } from './set-aside.tsx'
import { Standing } from './standing.tsx'
import './alarms.css'

export default function AlarmsPage() {
  const { t } = useTranslation()
  const [{ tab }, change] = useUrlFilters({ tab: 'standing' })
  const { org } = useOrg()
  const name = useOrgName()
  const live = useMoment() === null
  const mayDrill = useMay()('alarms.drill') && live
  const [drilling, setDrilling] = useState(false)
  return (
    <Page
      title={t('alarms.title')}
      note={org ? name(org) : undefined}
      fill={tab === 'standing'}
      actions={mayDrill && <Button onClick={() => setDrilling(true)}>{t('alarms.drill.start')}</Button>}
    >
      <Tabs
        activeKey={tab}
        onChange={(next) => change({ tab: next })}
        items={[
          { key: 'standing', label: t('alarms.standing') },
          { key: 'aside', label: t('alarms.aside') },
          { key: 'history', label: t('alarms.history') },
        ]}
        className="alarms-tabs"
      />
      {tab === 'history' ? <History /> : tab === 'aside' ? <SetAside /> : <Standing />}
      <DrillForm open={drilling} onClose={() => setDrilling(false)} />
    </Page>
  )
}
