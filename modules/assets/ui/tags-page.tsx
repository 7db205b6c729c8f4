/** All tags (测点) with their live values. */
import {
  api,
  type FilterField,
  formatNumber,
  limitsOf,
  Page,
  QueryTable,
  read,
  SEVERITY_TOKEN,
  useMay,
  useNavigate,
  useOrg,
  usePlaceName,
} from '@anyuan/ui'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TagKind } from '../contract.ts'
import { LiveAge, LiveNumber, LiveState } from './live-cell.tsx'
import { TagForm } from './tag-form.tsx'
import type { Tag } from './tag-values.ts'

const DEFAULTS = { text: '', kind: '', assetCode: '' }

export default function TagsPage() {
  const { t } = useTranslation()
  const { org } = useOrg()
  const name = usePlaceName()
  const may = useMay()
  const navigate = useNavigate()
  const [adding, setAdding] = useState(false)
  const add = may('assets.write') && (
    <Button type="primary" onClick={() => setAdding(true)}>
      {t('assets.tags.add')}
    </Button>
  )
  const filters: FilterField[] = [
    { key: 'text', label: t('assets.find'), kind: 'text', placeholder: t('assets.find.hint') },
    {
      key: 'kind',
      label: t('assets.kind'),
      kind: 'choice',
      options: TagKind.options.map((kind) => ({ value: kind, label: t(`assets.tag_kind.${kind}`) })),
    },
    { key: 'assetCode', label: t('assets.asset_code'), kind: 'text' },
  ]
  return (
    <Page title={t('assets.tags.title')} note={org ? name(org) : undefined} actions={add}>
      <QueryTable<Tag, typeof DEFAULTS>
        name="assets.tags"
        exportTo={{ path: '/api/assets/tags/export', query: { under: org } }}
        rowKey={(tag) => tag.number}
        defaults={DEFAULTS}
        filters={filters}
        dependsOn={[org]}
        load={({ page, pageSize, text, kind, assetCode }) =>
          read(
            api.GET('/api/assets/tags', {
              params: {
                query: {
                  page,
                  pageSize,
                  under: org,
                  text: text || undefined,
                  kind: TagKind.safeParse(kind).data,
                  assetCode: assetCode || undefined,
                },
              },
            }),
          )
        }
        columns={[
          { key: 'code', title: t('assets.code'), render: (tag) => <b>{tag.code}</b> },
          { key: 'name', title: t('assets.name'), render: (tag) => tag.name },
          { key: 'kind', title: t('assets.kind'), render: (tag) => t(`assets.tag_kind.${tag.kind}`) },
          {
            key: 'value',
            title: t('assets.value'),
            numeric: true,
            width: 120,
            render: (tag) => <LiveNumber tagNumber={tag.number} />,
          },
          { key: 'unit', title: t('assets.unit'), width: 80, render: (tag) => tag.unit },
          { key: 'state', title: t('assets.quality'), width: 90, render: (tag) => <LiveState tagNumber={tag.number} /> },
          { key: 'age', title: t('assets.age'), width: 120, render: (tag) => <LiveAge tagNumber={tag.number} /> },
          { key: 'limits', title: t('assets.limits'), render: (tag) => <Limits tag={tag} /> },
          { key: 'org', title: t('assets.org'), render: (tag) => name(tag.org) },
          { key: 'asset', title: t('assets.asset_code'), hiddenAtFirst: true, render: (tag) => tag.assetCode },
          { key: 'number', title: t('assets.number'), numeric: true, hiddenAtFirst: true, render: (tag) => tag.number },
        ]}
        empty={{ title: t('assets.tags.none'), hint: t('assets.tags.none.hint'), action: add || undefined }}
        onRow={(tag) => void navigate(`/tags/${tag.number}`)}
      />
      <TagForm tag={null} open={adding} onClose={() => setAdding(false)} onSaved={(tag) => void navigate(`/tags/${tag.number}`)} />
    </Page>
  )
}

function Limits({ tag }: { tag: Tag }) {
  const limits = limitsOf(tag.alarms)
  if (limits.length === 0) return null
  return (
    <span style={{ display: 'inline-flex', gap: 10 }}>
      {limits.map((limit) => (
        <span key={limit.label} className="small">
          <i style={{ borderLeft: `2px solid var(--${SEVERITY_TOKEN[limit.severity]})`, paddingLeft: 4, fontStyle: 'normal' }}>
            {limit.label}
          </i>{' '}
          {formatNumber(limit.value)}
        </span>
      ))}
    </span>
  )
}
