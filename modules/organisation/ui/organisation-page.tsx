/** The organisation tree with the chosen unit beside it. */
import {
  ErrorState,
  ExportButton,
  Icon,
  Link,
  MISSING,
  Page,
  Time,
  useMay,
  useOrg,
  useOrgName,
  useOrgTree,
  useQuery,
  useQueryClient,
  useUrlFilters,
} from '@anyuan/ui'
import { Button, Input, Skeleton, Tree, type TreeDataNode } from 'antd'
import { type Key, type ReactNode, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readUnit, type Unit } from './read-unit.ts'
import { keysAbove, levelsBelow } from './unit.ts'
import { UnitForm } from './unit-form.tsx'
import './organisation.css'

const OPEN_DEPTH = 3

export default function OrganisationPage() {
  const { t } = useTranslation()
  const [{ unit: asked, find }, change] = useUrlFilters({ unit: '', find: '' })
  const tree = useOrgTree()
  const { org } = useOrg()
  const chosen = asked === '' ? (org ?? tree.children.get('')?.[0]?.path ?? '') : asked
  const [form, setForm] = useState<{ unit: Unit | null; parent: string | null } | null>(null)
  const client = useQueryClient()
  const again = () => client.invalidateQueries({ queryKey: ['organisation'] })
  return (
    <Page title={t('organisation.title')} note={tree.loading ? undefined : t('organisation.count', { count: tree.nodes.length })}>
      <div className="organisation">
        <section className="card organisation-tree">
          <Input
            value={find}
            allowClear
            placeholder={t('organisation.find')}
            aria-label={t('organisation.find')}
            onChange={(event) => change({ find: event.target.value })}
          />
          <ExportButton size="small" label={t('ui.export')} to={{ path: '/api/organisation/units/export', query: { text: find } }} />
          {tree.loading ? (
            <Skeleton active />
          ) : tree.error ? (
            <ErrorState error={tree.error} onRetry={tree.retry} />
          ) : (
            <Units find={find} chosen={chosen} onChoose={(unit) => change({ unit })} />
          )}
        </section>
        {chosen !== '' && (
          <Details
            key={chosen}
            path={chosen}
            onChange={(unit) => setForm({ unit, parent: null })}
            onAdd={(parent) => setForm({ unit: null, parent })}
          />
        )}
      </div>
      {form && (
        <UnitForm
          unit={form.unit}
          parent={form.parent}
          onClose={() => setForm(null)}
          onSaved={(path) => {
            void again()
            change({ unit: path })
          }}
        />
      )}
    </Page>
  )
}

function Units({ find, chosen, onChoose }: { find: string; chosen: string; onChoose: (path: string) => void }) {
  const { t } = useTranslation()
  const tree = useOrgTree()
  const name = useOrgName()
  const [open, setOpen] = useState<Key[]>([])
  const wanted = find.trim().toLowerCase()
  const data = useMemo(() => {
    const rows = (parent: string): TreeDataNode[] =>
      (tree.children.get(parent) ?? []).flatMap((node) => {
        const children = rows(node.path)
        const fits = wanted === '' || `${node.name} ${node.nameEn ?? ''} ${node.code}`.toLowerCase().includes(wanted)
        if (!fits && children.length === 0) return []
        return [
          {
            key: node.path,
            title: <UnitTitle name={name(node.path)} level={t(`organisation.level.${node.level}`)} off={!node.enabled} />,
            children,
          },
        ]
      })
    return rows('')
  }, [tree, name, wanted, t])
  useEffect(() => {
    if (wanted !== '') setOpen(tree.nodes.map((node) => node.path))
    else
      setOpen((before) => [
        ...new Set([
          ...before,
          ...keysAbove(chosen),
          ...tree.nodes.filter((node) => node.path.split('.').length < OPEN_DEPTH).map((node) => node.path),
        ]),
      ])
  }, [wanted, chosen, tree.nodes])
  if (data.length === 0) return <p className="small">{t('ui.table.nothing_matches')}</p>
  return (
    <Tree
      blockNode
      height={640}
      treeData={data}
      expandedKeys={open}
      onExpand={setOpen}
      selectedKeys={[chosen]}
      onSelect={([key]) => key !== undefined && onChoose(String(key))}
    />
  )
}
const UnitTitle = ({ name, level, off }: { name: string; level: string; off: boolean }) => (
  <span className={off ? 'dim' : undefined}>
    {name} <span className="small">{level}</span>
  </span>
)

function Details(props: { path: string; onChange: (unit: Unit) => void; onAdd: (parent: string) => void }) {
  const { path, onChange, onAdd } = props
  const { t, i18n } = useTranslation()
  const may = useMay()
  const unit = useQuery({ queryKey: ['organisation', 'unit', path], queryFn: () => readUnit(path) })
  if (!unit.data)
    return (
      <section className="card organisation-unit">
        {unit.isError ? <ErrorState error={unit.error} onRetry={() => void unit.refetch()} /> : <Skeleton active />}
      </section>
    )
  const one = unit.data
  const writable = may('organisation.write', one.path)
  const facts: [string, ReactNode][] = [
    [t('organisation.level'), t(`organisation.level.${one.level}`)],
    [t('organisation.code'), one.code],
    [t('organisation.path'), one.path],
    [t('organisation.name_en'), one.nameEn ?? MISSING],
    [t('organisation.trade'), one.trade ?? MISSING],
    [
      t('organisation.phone'),
      one.phone ? (
        <a key="phone" href={`tel:${one.phone.replace(/\s/g, '')}`}>
          <Icon name="phone" size={14} /> {one.phone}
        </a>
      ) : (
        MISSING
      ),
    ],
    [
      t('organisation.position'),
      one.position ? (
        <span key="position">
          {one.position.lon.toFixed(6)}, {one.position.lat.toFixed(6)} <span className="dim">{one.position.crs}</span>
        </span>
      ) : (
        MISSING
      ),
    ],
    [t('organisation.state'), t(one.enabled ? 'organisation.enabled' : 'organisation.disabled')],
    [t('organisation.changed_at'), <Time key="at" at={one.changedAt} />],
  ]
  return (
    <section className="card organisation-unit">
      <div className="toolbar">
        <h2 className="grow">{(i18n.language === 'en' && one.nameEn) || one.name}</h2>
        {writable && <Button onClick={() => onChange(one)}>{t('organisation.change')}</Button>}
        {writable && levelsBelow(one.level).length > 0 && (
          <Button type="primary" onClick={() => onAdd(one.path)}>
            {t('organisation.add')}
          </Button>
        )}
      </div>
      <dl className="organisation-facts">
        {facts.map(([label, value]) => (
          <Fact key={label} label={label}>
            {value}
          </Fact>
        ))}
      </dl>
      <div className="toolbar" style={{ gap: 16 }}>
        <Link to={`/map?org=${one.path}`}>{t('organisation.to_map')}</Link>
        {may('assets.read', one.path) && <Link to={`/assets?org=${one.path}`}>{t('organisation.to_assets')}</Link>}
        {may('assets.read', one.path) && <Link to={`/tags?org=${one.path}`}>{t('organisation.to_tags')}</Link>}
      </div>
    </section>
  )
}
const Fact = ({ label, children }: { label: string; children: ReactNode }) => (
  <>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </>
)
