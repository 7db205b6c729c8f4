/** All alarms that stand now: thousands of rows stay fluid, filters live in the address, acknowledgement works on many at once. */
import {
  Age,
  Countdown,
  EmptyState,
  ErrorState,
  isUnacknowledged,
  MISSING,
  raisedAt,
  SeverityMark,
  severityOf,
  Time,
  useBreachText,
  useMay,
  useOrg,
  usePlaceName,
  useStandingAlarms,
  useStandingStore,
  useUrlFilters,
  worstOf,
} from '@anyuan/ui'
import { Button, Grid, Input, Select, Skeleton, Table, type TableColumnsType } from 'antd'
import { type Key, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AcknowledgeMany } from './acknowledge-many.tsx'
import type { StandingAlarm } from './alarm.ts'
import { AlarmDrawer } from './alarm-drawer.tsx'
import { filterStanding, NO_FILTERS, type StandingFilters } from './standing-list.ts'

const STATES = ['unacknowledged', 'acknowledged', 'returned_unacknowledged', 'latched', 'shelved', 'suppressed', 'out_of_service'] as const
const CONDITIONS = ['limit', 'rate_of_change', 'flat_line', 'no_data', 'bad_quality', 'state'] as const
const HEAD_HEIGHT = 40

export function Standing() {
  const { t } = useTranslation()
  const { org } = useOrg()
  const { alarms, loading, error } = useStandingAlarms(org)
  const store = useStandingStore()
  const [filters, change] = useUrlFilters<StandingFilters & { alarm: string }>({ ...NO_FILTERS, alarm: '' })
  const shown = useMemo(() => filterStanding(alarms, filters), [alarms, filters])
  const [chosen, setChosen] = useState<readonly Key[]>([])
  const [asking, setAsking] = useState<readonly StandingAlarm[] | null>(null)
  const may = useMay()
  const chosenAlarms = useMemo(() => {
    const keys = new Set(chosen)
    return shown.filter((alarm) => keys.has(alarm.alarmNumber))
  }, [chosen, shown])
  const open = filters.alarm === '' ? null : (alarms.find((alarm) => String(alarm.alarmNumber) === filters.alarm) ?? null)
  const filtered = filters.severity !== '' || filters.state !== '' || filters.condition !== '' || filters.text !== ''
  const place = useRef<HTMLDivElement>(null)
  const height = useHeight(place)
  const wide = Grid.useBreakpoint().md !== false
  const columns = useColumns(wide)

  return (
    <section className="card alarms-standing">
      <Filters filters={filters} onChange={change} />
      <div className="toolbar">
        <span className="small" aria-live="polite">
          {loading
            ? t('ui.loading')
            : filtered
              ? t('alarms.shown_of', { shown: shown.length, total: alarms.length })
              : t('ui.table.total', { total: alarms.length })}
        </span>
        {filtered && (
          <Button type="link" size="small" onClick={() => change(NO_FILTERS)}>
            {t('ui.table.clear_filters')}
          </Button>
        )}
        <span className="grow" />
        {may('alarms.act') && (
          <Button type="primary" disabled={chosenAlarms.length === 0} onClick={() => setAsking(chosenAlarms)}>
            {chosenAlarms.length === 0
              ? t('alarms.acknowledge_chosen')
              : t('alarms.acknowledge_chosen.count', { count: chosenAlarms.length })}
          </Button>
        )}
      </div>
      {error !== null && <ErrorState error={error} onRetry={store.reload} />}
      <div className="alarms-table" ref={place}>
        {loading ? (
          <Skeleton active title={false} paragraph={{ rows: 8, width: '100%' }} />
        ) : (
          <Table<StandingAlarm>
            virtual={shown.length > 0}
            size="small"
            columns={columns}
            dataSource={shown}
            rowKey="alarmNumber"
            pagination={false}
            // an empty list has nothing to scroll to
            {...(shown.length > 0 ? { scroll: { x: wide ? 1240 : 320, y: Math.max(160, height - HEAD_HEIGHT) } } : {})}
            rowSelection={may('alarms.act') ? { selectedRowKeys: [...chosen], onChange: setChosen, columnWidth: 40 } : undefined}
            onRow={(alarm) => ({
              onClick: () => change({ alarm: String(alarm.alarmNumber) }),
              onKeyDown: (event) => event.key === 'Enter' && change({ alarm: String(alarm.alarmNumber) }),
              tabIndex: 0,
            })}
            locale={{
              emptyText: filtered ? (
                <EmptyState title={t('ui.table.nothing_matches')} hint={t('ui.table.nothing_matches.hint')} />
              ) : error === null ? (
                <EmptyState title={t('alarms.none')} hint={t('alarms.none.hint')} />
              ) : null,
            }}
          />
        )}
      </div>
      <AlarmDrawer alarm={open} gone={filters.alarm !== '' && !loading && open === null} onClose={() => change({ alarm: '' })} />
      <AcknowledgeMany
        alarms={asking}
        onClose={() => {
          setAsking(null)
          setChosen([])
        }}
      />
    </section>
  )
}

function Filters({ filters, onChange }: { filters: StandingFilters; onChange: (change: Partial<StandingFilters>) => void }) {
  const { t } = useTranslation()
  const choice = (key: 'severity' | 'state' | 'condition', options: { value: string; label: string }[]) => (
    <label htmlFor={`alarms-${key}`}>
      {t(`alarms.${key}`)}
      <Select
        id={`alarms-${key}`}
        value={filters[key] === '' ? undefined : filters[key]}
        placeholder={t('ui.table.any')}
        allowClear
        options={options}
        onChange={(value: string | undefined) => onChange({ [key]: value ?? '' })}
      />
    </label>
  )
  return (
    <search className="query-filters">
      <label htmlFor="alarms-text">
        {t('alarms.tag')}
        <Input
          id="alarms-text"
          value={filters.text}
          allowClear
          placeholder={t('alarms.tag.hint')}
          onChange={(event) => onChange({ text: event.target.value })}
        />
      </label>
      {choice(
        'severity',
        ([1, 2, 3, 4] as const).map((severity) => ({ value: String(severity), label: t(`ui.severity.${severity}`) })),
      )}
      {choice(
        'state',
        STATES.map((state) => ({ value: state, label: t(`ui.alarm.state.${state}`) })),
      )}
      {choice(
        'condition',
        CONDITIONS.map((condition) => ({ value: condition, label: t(`alarms.condition.${condition}`) })),
      )}
    </search>
  )
}

function useColumns(wide: boolean): TableColumnsType<StandingAlarm> {
  const { t } = useTranslation()
  const name = usePlaceName()
  const breachText = useBreachText()
  return useMemo(() => {
    const all: TableColumnsType<StandingAlarm> = [
      {
        key: 'severity',
        title: t('alarms.severity'),
        width: 96,
        render: (_, alarm) => {
          const severity = severityOf(alarm.state)
          return severity === null ? MISSING : <SeverityMark severity={severity} unacknowledged={isUnacknowledged(alarm.state)} />
        },
      },
      { key: 'raised', title: t('alarms.raised_at'), width: 140, render: (_, alarm) => <Time at={raisedAt(alarm.state)} /> },
      {
        key: 'age',
        title: t('alarms.age'),
        width: 120,
        render: (_, alarm) => (raisedAt(alarm.state) === null ? MISSING : <Age at={raisedAt(alarm.state)} />),
      },
      {
        key: 'tag',
        title: t('alarms.tag'),
        width: 250,
        ellipsis: true,
        render: (_, alarm) => (
          <span title={`${alarm.tagCode} ${alarm.tagName}`}>
            <b>{alarm.tagCode}</b> {alarm.tagName}
          </span>
        ),
      },
      {
        key: 'why',
        title: t('alarms.why'),
        width: 240,
        ellipsis: true,
        render: (_, alarm) => {
          const worst = worstOf(alarm.state)
          return worst ? breachText(worst, alarm.unit) : MISSING
        },
      },
      { key: 'state', title: t('alarms.state'), width: 130, render: (_, alarm) => t(`ui.alarm.state.${alarm.state.state}`) },
      {
        key: 'respond',
        title: t('alarms.respond_by'),
        width: 110,
        render: (_, alarm) => (alarm.respondBy === null ? <span className="dim">{MISSING}</span> : <Countdown dueAt={alarm.respondBy} />),
      },
      { key: 'org', title: t('alarms.place'), width: 240, ellipsis: true, render: (_, alarm) => name(alarm.org) },
    ]
    if (wide) return all
    return [
      {
        key: 'narrow',
        title: t('alarms.tag'),
        render: (_, alarm) => {
          const severity = severityOf(alarm.state)
          const worst = worstOf(alarm.state)
          return (
            <div className="alarms-narrow">
              {severity !== null && <SeverityMark severity={severity} show="letter" unacknowledged={isUnacknowledged(alarm.state)} />}
              <b>{alarm.tagName}</b>
              <span className="small">
                {name(alarm.org)} · {t(`ui.alarm.state.${alarm.state.state}`)}
              </span>
              <span className="small">
                {worst ? breachText(worst, alarm.unit) : MISSING} · <Age at={raisedAt(alarm.state)} />
              </span>
            </div>
          )
        },
      },
      ...all.filter((column) => column.key === 'respond'),
    ]
  }, [t, name, breachText, wide])
}

/** Height of the element, followed when the window changes. */
function useHeight(place: React.RefObject<HTMLDivElement | null>): number {
  const [height, setHeight] = useState(480)
  useEffect(() => {
    const element = place.current
    if (!element) return
    const watch = new ResizeObserver(([entry]) => entry && setHeight(entry.contentRect.height))
    watch.observe(element)
    return () => watch.disconnect()
  }, [place])
  return height
}
