/** All assets (设备) by kind. */
import { api, type FilterField, Page, QueryTable, read, Time, useMay, useNavigate, useOrg, useOrgName } from '@anyuan/ui'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AssetKind } from '../contract.ts'
import type { Asset } from './asset.ts'
import { valuesOf } from './asset-detail.ts'
import { AssetForm } from './asset-form.tsx'
import './assets.css'

const DEFAULTS = { text: '', kind: '' }

export default function AssetsPage() {
  const { t } = useTranslation()
  const { org } = useOrg()
  const name = useOrgName()
  const may = useMay()
  const navigate = useNavigate()
  const [adding, setAdding] = useState(false)
  const add = may('assets.write') && (
    <Button type="primary" onClick={() => setAdding(true)}>
      {t('assets.add')}
    </Button>
  )
  const filters: FilterField[] = [
    { key: 'text', label: t('assets.find'), kind: 'text', placeholder: t('assets.find.asset.hint') },
    {
      key: 'kind',
      label: t('assets.kind'),
      kind: 'choice',
      options: AssetKind.options.map((kind) => ({ value: kind, label: t(`assets.asset_kind.${kind}`) })),
    },
  ]
  return (
    <Page title={t('assets.title')} note={org ? name(org) : undefined} actions={add}>
      <QueryTable<Asset, typeof DEFAULTS>
        name="assets.assets"
        exportTo={{ path: '/api/assets/assets/export', query: { under: org } }}
        rowKey={(asset) => asset.id}
        defaults={DEFAULTS}
        filters={filters}
        dependsOn={[org]}
        load={({ page, pageSize, text, kind }) =>
          read(
            api.GET('/api/assets/assets', {
              params: { query: { page, pageSize, under: org, text: text || undefined, kind: AssetKind.safeParse(kind).data } },
            }),
          )
        }
        columns={[
          { key: 'code', title: t('assets.code'), render: (asset) => <b>{asset.code}</b> },
          { key: 'name', title: t('assets.name'), render: (asset) => asset.name },
          { key: 'kind', title: t('assets.kind'), render: (asset) => t(`assets.asset_kind.${asset.detail.kind}`) },
          {
            key: 'substance',
            title: t('assets.detail.substance'),
            render: (asset) => valuesOf(asset.detail).substance?.replaceAll('\n', '、') || null,
          },
          { key: 'org', title: t('assets.org'), render: (asset) => name(asset.org) },
          { key: 'changed', title: t('assets.changed_at'), hiddenAtFirst: true, render: (asset) => <Time at={asset.changedAt} /> },
        ]}
        empty={{ title: t('assets.none'), hint: t('assets.none.hint'), action: add || undefined }}
        onRow={(asset) => void navigate(`/assets/${asset.id}`)}
      />
      <AssetForm asset={null} open={adding} onClose={() => setAdding(false)} onSaved={(asset) => void navigate(`/assets/${asset.id}`)} />
    </Page>
  )
}
