/** What became, or would become, of each row: wrong ones with the reason and how to mend it, changed ones field by field. */
import { api, type FilterField, QueryTable, read } from '@anyuan/ui'
import { useTranslation } from 'react-i18next'
import { RowVerdict, SheetName, spokenParams } from '../contract.ts'
import { type Batch, type BatchRow, totals } from './batch.ts'

export function RowTable({ batch }: { batch: Batch }) {
  const { t } = useTranslation()
  // what is wrong is what one looks for first
  const defaults = { verdict: (totals(batch)?.wrong ?? 0) > 0 ? 'wrong' : '', sheet: '' }
  const filters: FilterField[] = [
    {
      key: 'verdict',
      label: t('imports.verdict'),
      kind: 'choice',
      options: RowVerdict.options.map((value) => ({ value, label: t(`imports.verdict.${value}`) })),
    },
    {
      key: 'sheet',
      label: t('imports.sheet'),
      kind: 'choice',
      options: SheetName.options.map((value) => ({ value, label: t(`imports.sheet.${value}`) })),
    },
  ]
  return (
    <QueryTable<BatchRow, typeof defaults>
      name="imports.rows"
      rowKey={(row) => `${row.sheet} ${row.row}`}
      defaults={defaults}
      filters={filters}
      dependsOn={[batch.id, batch.state.state]}
      load={({ page, pageSize, verdict, sheet }) =>
        read(
          api.GET('/api/imports/batches/{id}/rows', {
            params: {
              path: { id: batch.id },
              query: { page, pageSize, verdict: RowVerdict.safeParse(verdict).data, sheet: SheetName.safeParse(sheet).data },
            },
          }),
        )
      }
      columns={[
        { key: 'sheet', title: t('imports.sheet'), width: 80, render: (row) => t(`imports.sheet.${row.sheet}`) },
        { key: 'row', title: t('imports.row'), width: 80, numeric: true, render: (row) => row.row },
        { key: 'code', title: t('imports.code'), width: 180, render: (row) => row.code || null },
        { key: 'verdict', title: t('imports.verdict'), width: 80, render: (row) => <VerdictMark verdict={row.verdict} /> },
        { key: 'what', title: t('imports.what'), render: (row) => <What row={row} /> },
      ]}
      empty={{ title: t('imports.none_such') }}
    />
  )
}

/** Shape and word; only what is wrong has a colour. */
const MARK = { new: '+', changed: '±', unchanged: '=', wrong: '×' } as const
function VerdictMark({ verdict }: { verdict: BatchRow['verdict'] }) {
  const { t } = useTranslation()
  return (
    <span className={verdict === 'wrong' ? 'imports-wrong' : verdict === 'unchanged' ? 'dim' : ''}>
      {MARK[verdict]} {t(`imports.verdict.${verdict}`)}
    </span>
  )
}

function What({ row }: { row: BatchRow }) {
  const { t, i18n } = useTranslation()
  const column = (key: string | null) => (key === null ? '' : t(`imports.column.${row.sheet}.${key}`))
  if (row.problems.length > 0)
    return (
      <>
        {row.problems.map((problem) => (
          <div key={`${problem.column} ${problem.code}`} className="imports-reason">
            <b>{column(problem.column)}</b> {t(problem.code, spokenParams(problem.params, t))}
            {i18n.exists(`${problem.code}.mend`) && (
              <div className="small">{t(`${problem.code}.mend`, spokenParams(problem.params, t))}</div>
            )}
          </div>
        ))}
      </>
    )
  return (
    <div className="imports-changes">
      {row.changes.slice(0, MOST_SHOWN).map((change) => (
        <span key={change.column}>
          <span className="dim">{column(change.column)}</span> {row.verdict === 'changed' && <>{change.before ?? t('imports.empty')} → </>}
          {change.after ?? t('imports.empty')}
        </span>
      ))}
      {row.changes.length > MOST_SHOWN && <span className="dim">…</span>}
    </div>
  )
}
const MOST_SHOWN = 8 // default, not from a standard
