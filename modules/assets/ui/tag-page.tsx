/** One tag (测点): what it reads now, its trend, its samples, its alarms, its settings. */
import {
  Age,
  api,
  EmptyState,
  ErrorState,
  formatNumber,
  LimitsBar,
  Link,
  limitsOf,
  MISSING,
  Page,
  QualityMark,
  read,
  useLiveValue,
  useMay,
  useParams,
  usePlaceName,
  useQuery,
  useUrlFilters,
} from '@anyuan/ui'
import { Button, Skeleton, Tabs } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProposeForm } from './propose-form.tsx'
import { RawTable } from './raw-table.tsx'
import { SettingVersions } from './setting-versions.tsx'
import { TagAlarmsTable } from './tag-alarms.tsx'
import { TagForm } from './tag-form.tsx'
import { TagSettings } from './tag-settings.tsx'
import { TagTrendPanel } from './tag-trend.tsx'
import type { Tag } from './tag-values.ts'
import './assets.css'

export default function TagPage() {
  const { t } = useTranslation()
  const number = Number(useParams().number)
  const may = useMay()
  const [{ tab }, change] = useUrlFilters({ tab: 'trend' })
  const [changing, setChanging] = useState(false)
  const [proposing, setProposing] = useState(false)
  const tag = useQuery({
    queryKey: ['assets', 'tag', number],
    queryFn: () => read(api.GET('/api/assets/tags/{number}', { params: { path: { number } } })),
    enabled: Number.isInteger(number) && number > 0,
  })
  const crumbs = [{ label: t('assets.tags.title'), to: '/tags' }]
  if (!(Number.isInteger(number) && number > 0))
    return (
      <Page title={t('assets.tags.title')} crumbs={crumbs}>
        <EmptyState title={t('assets.tag_not_found')} />
      </Page>
    )
  if (!tag.data)
    return (
      <Page title={`#${number}`} crumbs={crumbs}>
        {tag.isError ? <ErrorState error={tag.error} onRetry={() => void tag.refetch()} /> : <Skeleton active />}
      </Page>
    )
  const one = tag.data
  const writable = may('assets.write', one.org)
  const mayPropose = may('alarm-design.propose', one.org)
  return (
    <Page
      title={`${one.code} ${one.name}`}
      crumbs={crumbs}
      actions={
        <>
          {writable && <Button onClick={() => setChanging(true)}>{t('assets.change')}</Button>}
          {mayPropose && (
            <Button type="primary" onClick={() => setProposing(true)}>
              {t('assets.request')}
            </Button>
          )}
        </>
      }
    >
      <Head tag={one} />
      <Tabs
        className="assets-tabs"
        activeKey={tab}
        onChange={(next) => change({ tab: next })}
        destroyOnHidden
        items={[
          { key: 'trend', label: t('assets.tab.trend'), children: <TagTrendPanel tag={one} /> },
          { key: 'raw', label: t('assets.tab.raw'), children: <RawTable tag={one} /> },
          { key: 'alarms', label: t('assets.tab.alarms'), children: <TagAlarmsTable tag={one} /> },
          { key: 'settings', label: t('assets.tab.settings'), children: <TagSettings tag={one} writable={writable} /> },
          { key: 'versions', label: t('assets.tab.versions'), children: <SettingVersions tag={one} /> },
        ]}
      />
      <TagForm tag={one} open={changing} onClose={() => setChanging(false)} onSaved={() => void tag.refetch()} />
      <ProposeForm tag={one} open={proposing} onClose={() => setProposing(false)} />
    </Page>
  )
}

function Head({ tag }: { tag: Tag }) {
  const { t } = useTranslation()
  const name = usePlaceName()
  const live = useLiveValue(tag.number)
  const value = live && live.quality < 2 ? live.value : null
  const asset = useQuery({
    queryKey: ['assets', 'of-code', tag.assetCode],
    queryFn: () => read(api.GET('/api/assets/assets', { params: { query: { text: tag.assetCode ?? '', page: 1, pageSize: 20 } } })),
    enabled: tag.assetCode !== null,
    staleTime: 300_000,
  })
  const standsAt = asset.data?.items.find((one) => one.code === tag.assetCode)
  return (
    <section className="card assets-head">
      <div>
        <div className="assets-now">
          <b>{formatNumber(value)}</b>
          <span>{tag.unit}</span>
          {live && <QualityMark state={live.quality} />}
        </div>
        <div className="small">{live ? <Age at={live.time} /> : t('assets.no_value')}</div>
      </div>
      <LimitsBar value={value} rangeLow={tag.rangeLow} rangeHigh={tag.rangeHigh} limits={limitsOf(tag.alarms)} unit={tag.unit} />
      <dl className="assets-facts">
        <dt>{t('assets.kind')}</dt>
        <dd>{t(`assets.tag_kind.${tag.kind}`)}</dd>
        <dt>{t('assets.org')}</dt>
        <dd>
          {name(tag.org)} · <Link to={`/map?tag=${tag.number}`}>{t('assets.on_map')}</Link>
        </dd>
        <dt>{t('assets.asset')}</dt>
        <dd>{standsAt ? <Link to={`/assets/${standsAt.id}`}>{standsAt.name}</Link> : (tag.assetCode ?? MISSING)}</dd>
      </dl>
    </section>
  )
}
