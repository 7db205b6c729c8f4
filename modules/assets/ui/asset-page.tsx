/** One asset: its particulars, the tags that measure it, and where it stands. */
import {
  api,
  ErrorState,
  formatDate,
  Link,
  MISSING,
  Page,
  QueryTable,
  read,
  Time,
  useMay,
  useNavigate,
  useOrgName,
  useParams,
  useQuery,
} from '@anyuan/ui'
import { Button, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Asset, readAsset } from './asset.ts'
import { DETAIL_FIELDS, type DetailField, valuesOf } from './asset-detail.ts'
import { AssetForm } from './asset-form.tsx'
import { LiveAge, LiveNumber, LiveState } from './live-cell.tsx'
import { StateForm } from './state-form.tsx'
import type { Tag } from './tag-values.ts'
import './assets.css'

const CHOICE: ReadonlySet<DetailField> = new Set<DetailField>(['pressure', 'medium', 'principle'])

export default function AssetPage() {
  const { t } = useTranslation()
  const id = useParams().id ?? ''
  const may = useMay()
  const [changing, setChanging] = useState(false)
  const [moving, setMoving] = useState(false)
  const asset = useQuery({
    queryKey: ['assets', 'asset', id],
    queryFn: () => readAsset(id),
  })
  const crumbs = [{ label: t('assets.title'), to: '/assets' }]
  if (!asset.data)
    return (
      <Page title={t('assets.asset')} crumbs={crumbs}>
        {asset.isError ? <ErrorState error={asset.error} onRetry={() => void asset.refetch()} /> : <Skeleton active />}
      </Page>
    )
  const one = asset.data
  return (
    <Page
      title={one.name}
      note={`${t(`assets.asset_kind.${one.detail.kind}`)} · ${one.code}`}
      crumbs={crumbs}
      actions={
        <>
          {may('assets.change_state', one.org) && <Button onClick={() => setMoving(true)}>{t('assets.state.change')}</Button>}
          {may('assets.write', one.org) && <Button onClick={() => setChanging(true)}>{t('assets.change')}</Button>}
        </>
      }
    >
      <Particulars asset={one} />
      <Tags asset={one} />
      <AssetForm asset={one} open={changing} onClose={() => setChanging(false)} onSaved={() => void asset.refetch()} />
      <StateForm asset={one} open={moving} onClose={() => setMoving(false)} onSaved={() => void asset.refetch()} />
    </Page>
  )
}

function Particulars({ asset }: { asset: Asset }) {
  const { t } = useTranslation()
  const name = useOrgName()
  const values = valuesOf(asset.detail)
  const shown = (field: DetailField): string => {
    const value = values[field]
    if (value === null || value === undefined || value === '') return MISSING
    if (CHOICE.has(field)) return t(`assets.${field}.${value}`)
    if (field === 'calibration') return formatDate(String(value))
    return String(value).replaceAll('\n', '、') // the unit stands in the label
  }
  return (
    <section className="card" style={{ padding: 16 }}>
      <div className="assets-two">
        <dl className="assets-facts">
          <dt>{t('assets.org')}</dt>
          <dd>{name(asset.org)}</dd>
          <dt>{t('assets.state')}</dt>
          <dd>{asset.operatingState === 'normal' ? t('assets.state.normal') : <b>{t(`assets.state.${asset.operatingState}`)}</b>}</dd>
          <dt>{t('assets.position')}</dt>
          <dd>
            {asset.position ? (
              <>
                {asset.position.lon.toFixed(6)}, {asset.position.lat.toFixed(6)} <span className="dim">{asset.position.crs}</span> ·{' '}
                <Link to={`/map?place=${encodeURIComponent(asset.code)}`}>{t('assets.on_map')}</Link>
              </>
            ) : (
              MISSING
            )}
          </dd>
          <dt>{t('assets.changed_at')}</dt>
          <dd>
            <Time at={asset.changedAt} />
          </dd>
        </dl>
        <dl className="assets-facts">
          {DETAIL_FIELDS[asset.detail.kind].map((field) => (
            <DetailFact key={field} label={t(`assets.detail.${field}`)} value={shown(field)} />
          ))}
        </dl>
      </div>
    </section>
  )
}
const DetailFact = ({ label, value }: { label: string; value: string }) => (
  <>
    <dt>{label}</dt>
    <dd>{value}</dd>
  </>
)

function Tags({ asset }: { asset: Asset }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  return (
    <QueryTable<Tag, Record<never, string>>
      name="assets.asset.tags"
      rowKey={(tag) => tag.number}
      defaults={{}}
      dependsOn={[asset.code]}
      load={({ page, pageSize }) => read(api.GET('/api/assets/tags', { params: { query: { assetCode: asset.code, page, pageSize } } }))}
      columns={[
        { key: 'code', title: t('assets.tag'), render: (tag) => <b>{tag.code}</b> },
        { key: 'name', title: t('assets.name'), render: (tag) => tag.name },
        { key: 'value', title: t('assets.value'), numeric: true, render: (tag) => <LiveNumber tagNumber={tag.number} /> },
        { key: 'unit', title: t('assets.unit'), render: (tag) => tag.unit },
        { key: 'state', title: t('assets.quality'), render: (tag) => <LiveState tagNumber={tag.number} /> },
        { key: 'age', title: t('assets.age'), render: (tag) => <LiveAge tagNumber={tag.number} /> },
      ]}
      empty={{ title: t('assets.asset.no_tags'), hint: t('assets.asset.no_tags.hint', { code: asset.code }) }}
      onRow={(tag) => void navigate(`/tags/${tag.number}`)}
    />
  )
}
