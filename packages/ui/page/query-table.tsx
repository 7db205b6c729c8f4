/** A list page's table: filters in the address, paging by the server, columns and density remembered, and honest empty, loading and error states. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Popover, Segmented, Skeleton, Table, type TableProps, Tooltip } from 'antd'
import { type Key, type ReactNode, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState, ErrorState } from '../api/refusal.tsx'
import { Icon } from '../marks/icon.tsx'
import { remember, remembered } from '../words/memory.ts'
import { MISSING } from '../words/time.ts'
import { ExportButton, type ExportTo } from './export-button.tsx'
import { type FilterField, QueryFilters } from './query-filters.tsx'
import { type FilterValues, useUrlFilters } from './url-filters.ts'

export interface QueryColumn<Row> {
  key: string
  title: string
  /** Unit in the header, for numbers. */
  unit?: string
  /** What the cell shows; null and undefined become a dash. */
  render: (row: Row) => ReactNode
  /** Right-aligned with tabular figures. */
  numeric?: boolean
  width?: number
  /** Not shown until chosen. */
  hiddenAtFirst?: boolean
  fixed?: 'left' | 'right'
}
export interface QueryPage<Row> {
  items: readonly Row[]
  total: number
}
export interface QueryTableProps<Row extends object, Filters extends FilterValues> {
  /** Unique per table: key of the query and of what is remembered. */
  name: string
  columns: readonly QueryColumn<Row>[]
  rowKey: (row: Row) => Key
  /** Reads one page. Filters with an empty string are not set. Throws what `read` throws. */
  load: (query: { page: number; pageSize: number } & Filters) => Promise<QueryPage<Row>>
  /** Default of every filter; their keys are the names in the address. */
  defaults: Filters
  filters?: readonly FilterField[]
  /** Said when nothing matches and no filter is set: what the list is for and how to fill it. */
  empty: { title: string; hint?: string; action?: ReactNode }
  /** Anything else that the query depends on (e.g. the organisation); a change reads again. */
  dependsOn?: readonly unknown[]
  refetchSeconds?: number
  onRow?: (row: Row) => void
  /** Drawn above the table when rows are chosen. */
  batch?: (rows: readonly Row[], clear: () => void) => ReactNode
  toolbar?: ReactNode
  /** Where the list goes out as a file; the filters of the table go along under their own names. */
  exportTo?: ExportTo
  pageSize?: number
}

export function QueryTable<Row extends object, Filters extends FilterValues>(props: QueryTableProps<Row, Filters>) {
  const { name, columns, rowKey, load, defaults, filters, empty, dependsOn = [], refetchSeconds, onRow, batch, toolbar, exportTo } = props
  const { t } = useTranslation()
  const pageSizeAtFirst = String(props.pageSize ?? 50)
  const [values, change] = useUrlFilters({ ...defaults, page: '1', pageSize: pageSizeAtFirst } as Filters & {
    page: string
    pageSize: string
  })
  const page = Math.max(1, Number(values.page) || 1)
  const pageSize = Math.min(1000, Math.max(1, Number(values.pageSize) || Number(pageSizeAtFirst)))
  const [compact, setCompact] = useState(remembered('density') === 'compact')
  const [hidden, setHidden] = useState<readonly string[]>(() => {
    const saved = remembered(`columns.${name}`)
    return saved === null ? columns.filter((column) => column.hiddenAtFirst).map((column) => column.key) : saved.split(',').filter(Boolean)
  })
  const [chosen, setChosen] = useState<readonly Row[]>([])

  const query = useQuery({
    queryKey: [name, values, ...dependsOn],
    queryFn: () => load({ ...values, page, pageSize }),
    placeholderData: keepPreviousData,
    refetchInterval: refetchSeconds ? refetchSeconds * 1000 : false,
  })
  const filterValues = Object.fromEntries(Object.keys(defaults).map((key) => [key, values[key]]))
  const filtered = Object.entries(defaults).some(([key, value]) => values[key] !== value)

  const shown = useMemo<TableProps<Row>['columns']>(
    () =>
      columns
        .filter((column) => !hidden.includes(column.key))
        .map((column) => ({
          key: column.key,
          title: column.unit ? `${column.title} (${column.unit})` : column.title,
          width: column.width,
          fixed: column.fixed,
          align: column.numeric ? ('right' as const) : undefined,
          ellipsis: { showTitle: true },
          render: (_: unknown, row: Row) => column.render(row) ?? <span className="dim">{MISSING}</span>,
        })),
    [columns, hidden],
  )
  const toggleColumn = (key: string, on: boolean) => {
    const next = on ? hidden.filter((each) => each !== key) : [...hidden, key]
    setHidden(next)
    remember(`columns.${name}`, next.join(','))
  }

  return (
    <section className="card pad-16" style={{ padding: 16, display: 'flex', flexDirection: 'column', gap: 12 }}>
      {filters && filters.length > 0 && (
        <QueryFilters fields={filters} values={values} onChange={(key, value) => change({ [key]: value } as Partial<typeof values>)} />
      )}
      <div className="toolbar">
        <span className="small" aria-live="polite">
          {query.data ? t('ui.table.total', { total: query.data.total.toLocaleString('en-US') }) : ''}
        </span>
        {filtered && (
          <Button type="link" size="small" onClick={() => change(defaults as Partial<typeof values> & Filters)}>
            {t('ui.table.clear_filters')}
          </Button>
        )}
        <span className="grow" />
        {toolbar}
        <Tooltip title={t('ui.table.refresh')}>
          <Button
            type="text"
            icon={<Icon name="refresh" />}
            aria-label={t('ui.table.refresh')}
            onClick={() => void query.refetch()}
            loading={query.isFetching && !query.isPending}
          />
        </Tooltip>
        {exportTo && <ExportButton to={{ path: exportTo.path, query: { ...filterValues, ...exportTo.query } }} />}
        <Popover
          trigger="click"
          placement="bottomRight"
          content={
            <div style={{ display: 'flex', flexDirection: 'column', gap: 8 }}>
              <Segmented
                value={compact ? 'compact' : 'normal'}
                options={[
                  { value: 'normal', label: t('ui.table.normal') },
                  { value: 'compact', label: t('ui.table.compact') },
                ]}
                onChange={(value) => {
                  setCompact(value === 'compact')
                  remember('density', value)
                }}
              />
              {columns.map((column) => (
                <Checkbox
                  key={column.key}
                  checked={!hidden.includes(column.key)}
                  onChange={(event) => toggleColumn(column.key, event.target.checked)}
                >
                  {column.title}
                </Checkbox>
              ))}
            </div>
          }
        >
          <Button type="text" icon={<Icon name="columns" />} aria-label={t('ui.table.columns')} title={t('ui.table.columns')} />
        </Popover>
      </div>
      {batch && chosen.length > 0 && (
        <div className="toolbar" style={{ background: 'var(--accent-soft)', padding: '6px 12px', borderRadius: 6 }}>
          <span>{t('ui.table.chosen', { count: chosen.length })}</span>
          {batch(chosen, () => setChosen([]))}
        </div>
      )}
      {query.isPending ? (
        <Skeleton active title={false} paragraph={{ rows: 8, width: '100%' }} />
      ) : query.isError && !query.data ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <>
          {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
          <Table<Row>
            columns={shown}
            dataSource={query.data?.items as Row[] | undefined}
            rowKey={rowKey}
            size={compact ? 'small' : 'middle'}
            // an empty table has nothing to scroll to
            {...(query.data && query.data.items.length > 0 ? { scroll: { x: 'max-content' as const } } : {})}
            onRow={
              onRow
                ? (row) => ({
                    onClick: () => onRow(row),
                    onKeyDown: (event) => event.key === 'Enter' && onRow(row),
                    tabIndex: 0,
                    style: { cursor: 'pointer' },
                  })
                : () => ({ tabIndex: 0 }) // what scrolls must be reached by the keyboard
            }
            rowSelection={
              batch ? { selectedRowKeys: chosen.map(rowKey), onChange: (_keys, rows) => setChosen(rows), columnWidth: 40 } : undefined
            }
            locale={{
              emptyText: filtered ? (
                <EmptyState title={t('ui.table.nothing_matches')} hint={t('ui.table.nothing_matches.hint')} />
              ) : (
                <EmptyState {...empty} />
              ),
            }}
            pagination={{
              current: page,
              pageSize,
              total: query.data?.total ?? 0,
              hideOnSinglePage: (query.data?.total ?? 0) <= 20,
              showSizeChanger: true,
              pageSizeOptions: [20, 50, 100, 500],
              onChange: (next, size) => change({ page: String(next), pageSize: String(size) } as Partial<typeof values>),
            }}
          />
        </>
      )}
    </section>
  )
}
