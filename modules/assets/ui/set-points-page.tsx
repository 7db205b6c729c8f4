/** The set-points of gas detectors held against GB/T 50493-2019: what differs, by which clause, and how sure the check is. */
import {
  api,
  EmptyState,
  type FilterField,
  formatNumber,
  Page,
  type paths,
  QueryTable,
  read,
  useNavigate,
  useOrg,
  useOrgName,
} from '@anyuan/ui'
import { useTranslation } from 'react-i18next'

type Finding = paths['/api/assets/set-point-findings']['get']['responses'][200]['content']['application/json']['items'][number]
const DEFAULTS = { text: '', severity: '', code: '' }
const CODES = [
  'gbt50493.level1_too_high',
  'gbt50493.level2_too_high',
  'gbt50493.level1_differs',
  'gbt50493.level2_differs',
  'gbt50493.levels_inverted',
  'gbt50493.level_missing',
  'gbt50493.level_not_positive',
  'gbt50493.level_beyond_range',
  'gbt50493.range_differs',
  'gbt50493.range_missing',
  'gbt50493.idlh_basis',
  'gbt50493.oxygen_low_differs',
  'gbt50493.oxygen_high_differs',
  'gbt50493.oxygen_alarms_in_air',
  'gbt50493.unit_not_checkable',
  'gbt50493.lel_unknown',
  'gbt50493.oel_unknown',
  'gbt50493.molar_mass_unknown',
]

export default function SetPointsPage() {
  const { t } = useTranslation()
  const { org } = useOrg()
  const name = useOrgName()
  const navigate = useNavigate()
  const filters: FilterField[] = [
    { key: 'text', label: t('assets.tag'), kind: 'text' },
    {
      key: 'severity',
      label: t('assets.set_points.weight'),
      kind: 'choice',
      options: (['error', 'warning'] as const).map((severity) => ({ value: severity, label: t(`assets.set_points.${severity}`) })),
    },
    { key: 'code', label: t('assets.set_points.finding'), kind: 'choice', options: CODES.map((code) => ({ value: code, label: t(code) })) },
  ]
  if (!org)
    return (
      <Page title={t('assets.set_points.title')}>
        <EmptyState title={t('ui.org.pick')} />
      </Page>
    )
  return (
    <Page title={t('assets.set_points.title')} note={`${name(org)} · ${t('assets.set_points.note')}`}>
      <QueryTable<Finding, typeof DEFAULTS>
        name="assets.set_points"
        rowKey={(one) => `${one.tagCode} ${one.code}`}
        defaults={DEFAULTS}
        filters={filters}
        dependsOn={[org]}
        load={async ({ page, pageSize, text, severity, code }) => {
          const { items } = await read(api.GET('/api/assets/set-point-findings', { params: { query: { under: org } } }))
          const wanted = text.toLowerCase()
          const found = items.filter(
            (one) =>
              (severity === '' || one.severity === severity) &&
              (code === '' || one.code === code) &&
              one.tagCode.toLowerCase().includes(wanted),
          )
          return { items: found.slice((page - 1) * pageSize, page * pageSize), total: found.length }
        }}
        columns={[
          { key: 'tag', title: t('assets.tag'), render: (one) => <b>{one.tagCode}</b> },
          { key: 'weight', title: t('assets.set_points.weight'), render: (one) => t(`assets.set_points.${one.severity}`) },
          { key: 'finding', title: t('assets.set_points.finding'), render: (one) => t(one.code) },
          { key: 'actual', title: t('assets.set_points.actual'), numeric: true, render: (one) => formatNumber(one.actual) },
          { key: 'limit', title: t('assets.set_points.limit'), numeric: true, render: (one) => formatNumber(one.limit) },
          { key: 'unit', title: t('assets.unit'), render: (one) => one.unit },
          { key: 'clause', title: t('assets.set_points.clause'), render: (one) => one.clause },
          { key: 'confidence', title: t('assets.set_points.confidence'), render: (one) => t(`assets.confidence.${one.confidence}`) },
        ]}
        empty={{ title: t('assets.set_points.none'), hint: t('assets.set_points.none.hint') }}
        onRow={(one) => void navigate(`/tags/${one.tagNumber}?tab=settings`)}
      />
    </Page>
  )
}
