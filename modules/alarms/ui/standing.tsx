/** All alarms that stand now: thousands of rows stay fluid, folded to one card per cause in a flood; filters live in the address. */
import {
  EmptyState,
  ErrorState,
  ExportButton,
  remember,
  remembered,
  type StandingAlarm,
  useMay,
  useMe,
  useMoment,
  useOrg,
  useStandingAlarms,
  useStandingStore,
  useUrlFilters,
} from '@anyuan/ui'
import { Button, Checkbox, Grid, Segmented, Skeleton, Table } from 'antd'
import { type Key, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AlarmDrawer } from './alarm-drawer.tsx'
import { BulkAct } from './bulk-act.tsx'
import { FloodBanner, useFloods } from './flood-banner.tsx'
import { useStandingColumns } from './standing-columns.tsx'
import { Filters } from './standing-filters.tsx'
import { filterStanding, groupRows, listRows, NO_FILTERS, type StandingFilters, type StandingRow } from './standing-list.ts'

const HEAD_HEIGHT = 40
/** From this width on, in pixels, the place has a column of its own. */
const ROOM_FOR_PLACE = 1260
type View = 'list' | 'group'
const NONE: ReadonlySet<string> = new Set()

export function Standing() {
  const { t } = useTranslation()
  const { org } = useOrg()
  const { alarms: now, loading, error } = useStandingAlarms(org)
  // in a flood the list may lag a frame behind the counter, typing may not
  const alarms = useDeferredValue(now)
  const store = useStandingStore()
  const me = useMe()
  const may = useMay()
  const moment = useMoment()
  const goingOn = useFloods(org).data?.items
  // floods that go on now are none of a past moment
  const floods = moment === null ? (goingOn ?? []) : []
  const [filters, change] = useUrlFilters<StandingFilters & { alarm: string; view: string }>({ ...NO_FILTERS, alarm: '', view: '' })
  const [openCards, setOpenCards] = useState<ReadonlySet<string>>(NONE)
  // a flood is folded unless the officer chose otherwise
  const view: View =
    filters.view === 'list' || filters.view === 'group'
      ? filters.view
      : floods.length > 0
        ? 'group'
        : ((remembered('alarms.view') as View | null) ?? 'list')
  const shown = useMemo(() => filterStanding(alarms, filters, me.account.id), [alarms, filters, me.account.id])
  const { rows, folded } = useMemo<{ rows: StandingRow[]; folded: number }>(
    () => (view === 'group' ? groupRows(shown, openCards) : { rows: listRows(shown), folded: 0 }),
    [view, shown, openCards],
  )
  const [chosen, setChosen] = useState<readonly Key[]>([])
  const [asking, setAsking] = useState<readonly StandingAlarm[] | null>(null)
  const chosenAlarms = useMemo(() => {
    const keys = new Set(chosen)
    return shown.filter((alarm) => keys.has(String(alarm.alarmNumber)))
  }, [chosen, shown])
  const open = filters.alarm === '' ? null : (now.find((alarm) => String(alarm.alarmNumber) === filters.alarm) ?? null)
  const filtered = Object.keys(NO_FILTERS).some((key) => filters[key] !== '')
  const place = useRef<HTMLDivElement>(null)
  const { width, height } = useSize(place)
  const withPlace = width >= ROOM_FOR_PLACE
  const wide = Grid.useBreakpoint().md !== false
  const mayAct = may('alarms.act') && moment === null
  const fold = useCallback(
    (key: string) =>
      setOpenCards((before) => {
        const next = new Set(before)
        if (!next.delete(key)) next.add(key)
        return next
      }),
    [],
  )
  const columns = useStandingColumns(wide, withPlace, { onFold: fold, ...(mayAct ? { onAct: setAsking } : {}) })
  const show = (row: StandingRow) => (row.kind === 'card' ? fold(row.key) : change({ alarm: String(row.alarm.alarmNumber) }))

  return (
    <section className="card alarms-standing">
      <FloodBanner floods={floods} folded={folded} />
      <Filters filters={filters} onChange={change} />
      <div className="toolbar">
        <Segmented<View>
          value={view}
          aria-label={t('alarms.view')}
          options={[
            { value: 'list', label: t('alarms.view.list') },
            { value: 'group', label: t('alarms.view.group') },
          ]}
          onChange={(next) => {
            remember('alarms.view', next)
            change({ view: next })
          }}
        />
        <span className="small" aria-live="polite">
          {loading
            ? t('ui.loading')
            : filtered
              ? t('alarms.shown_of', { shown: shown.length, total: alarms.length })
              : t('ui.table.total', { total: alarms.length })}
          {folded > 0 && ` · ${t('alarms.folded', { count: folded })}`}
        </span>
        <Checkbox checked={filters.mine !== ''} onChange={(event) => change({ mine: event.target.checked ? 'yes' : '' })}>
          {t('alarms.mine')}
        </Checkbox>
        {filtered && (
          <Button type="link" size="small" onClick={() => change(NO_FILTERS)}>
            {t('ui.table.clear_filters')}
          </Button>
        )}
        <span className="grow" />
        <ExportButton
          to={{
            path: '/api/alarms/standing/export',
            query: { under: org, ...filters, ...(moment === null ? {} : { at: new Date(moment).toISOString() }) },
          }}
        />
        {mayAct && (
          <Button type="primary" disabled={chosenAlarms.length === 0} onClick={() => setAsking(chosenAlarms)}>
            {chosenAlarms.length === 0 ? t('alarms.bulk') : t('alarms.bulk.count', { count: chosenAlarms.length })}
          </Button>
        )}
      </div>
      {error !== null && <ErrorState error={error} onRetry={store.reload} />}
      <div className="alarms-table" ref={place}>
        {loading ? (
          <Skeleton active title={false} paragraph={{ rows: 8, width: '100%' }} />
        ) : (
          <Table<StandingRow>
            virtual={rows.length > 0}
            size="small"
            columns={columns}
            dataSource={rows}
            rowKey="key"
            pagination={false}
            // an empty list has nothing to scroll to
            {...(rows.length > 0
              ? { scroll: { x: wide ? (withPlace ? ROOM_FOR_PLACE : 1040) : 320, y: Math.max(160, height - HEAD_HEIGHT) } }
              : {})}
            rowSelection={
              mayAct
                ? {
                    selectedRowKeys: [...chosen],
                    onChange: setChosen,
                    columnWidth: 40,
                    getCheckboxProps: (row) => ({ disabled: row.kind === 'card' }),
                    renderCell: (_checked, row, _index, box) => (row.kind === 'card' ? null : box),
                  }
                : undefined
            }
            onRow={(row) => ({
              onClick: () => show(row),
              onKeyDown: (event) => event.key === 'Enter' && event.target === event.currentTarget && show(row),
              tabIndex: 0,
              className: row.kind === 'card' ? 'alarms-card-row' : undefined,
            })}
            locale={{
              emptyText: filtered ? (
                <EmptyState title={t('ui.table.nothing_matches')} hint={t('ui.table.nothing_matches.hint')} />
              ) : error === null ? (
                <EmptyState title={t('alarms.none')} hint={moment === null ? t('alarms.none.hint') : undefined} />
              ) : null,
            }}
          />
        )}
      </div>
      <AlarmDrawer alarm={open} gone={filters.alarm !== '' && !loading && open === null} onClose={() => change({ alarm: '' })} />
      <BulkAct
        alarms={asking}
        onClose={() => {
          setAsking(null)
          setChosen([])
        }}
      />
    </section>
  )
}

/** Size of the element in pixels, followed when the window changes. */
function useSize(place: React.RefObject<HTMLDivElement | null>): { width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 480 })
  useEffect(() => {
    const element = place.current
    if (!element) return
    const watch = new ResizeObserver(([entry]) => entry && setSize({ width: entry.contentRect.width, height: entry.contentRect.height }))
    watch.observe(element)
    return () => watch.disconnect()
  }, [place])
  return size
}
