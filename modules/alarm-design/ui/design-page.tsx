/** Alarm design: classes, guidance, suppression, calendars, what comes back by itself, and what runs against what was approved. */
import { Page, useOrg, useOrgName, useUrlFilters } from '@anyuan/ui'
import { Badge, Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { Calendars } from './calendars.tsx'
import { Classes } from './classes.tsx'
import { ComesBack } from './comes-back.tsx'
import { Comparison } from './comparison.tsx'
import { useSummary } from './design.ts'
import { Gaps } from './gaps.tsx'
import { Guidance } from './guidance.tsx'
import { Suppressions } from './suppressions.tsx'
import './alarm-design.css'

export default function DesignPage() {
  const { t } = useTranslation()
  const { org } = useOrg()
  const name = useOrgName()
  const [{ tab }, change] = useUrlFilters({ tab: 'classes' })
  const { data: summary } = useSummary(org)
  const counted = (key: string, count: number | undefined) => (
    <span>
      {t(`alarm-design.tab.${key}`)} {count ? <Badge count={count} overflowCount={9999} color="var(--text-2)" size="small" /> : null}
    </span>
  )
  return (
    <Page title={t('alarm-design.title')} note={org ? name(org) : undefined}>
      <Tabs
        className="design-tabs"
        activeKey={tab}
        onChange={(next) => change({ tab: next })}
        destroyOnHidden
        items={[
          { key: 'classes', label: counted('classes', 0), children: <Classes /> },
          { key: 'guidance', label: counted('guidance', 0), children: <Guidance /> },
          { key: 'gaps', label: counted('gaps', summary?.guidanceGaps), children: <Gaps /> },
          { key: 'suppressions', label: counted('suppressions', 0), children: <Suppressions /> },
          { key: 'calendars', label: counted('calendars', 0), children: <Calendars /> },
          { key: 'comes_back', label: counted('comes_back', 0), children: <ComesBack /> },
          { key: 'comparison', label: counted('comparison', summary?.differences), children: <Comparison /> },
        ]}
      />
    </Page>
  )
}
