/** What was set aside (搁置 · 屏蔽 · 停用): why, by whom, what watches in its place, how often it rose meanwhile, and what comes back when. */
import {
  ActBar,
  Age,
  Countdown,
  EmptyState,
  MISSING,
  SeverityMark,
  type StandingAlarm,
  severityOf,
  Time,
  useAlarmActs,
  useMay,
  useOrg,
  usePlaceName,
  useStandingAlarms,
  useUrlFilters,
} from '@anyuan/ui'
import { Button, Select, Skeleton, Table, type TableColumnsType } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { comingBack, setAsideRows } from './standing-list.ts'
import { SubtreeActForm } from './subtree-act.tsx'
import { UntestedAlarms } from './untested.tsx'

const KINDS = ['shelved', 'suppressed', 'out_of_service'] as const

export function SetAside() {
  const { t } = useTranslation()
  const { org } = useOrg()
  const { alarms, loading } = useStandingAlarms(org)
  const [{ aside }, change] = useUrlFilters({ aside: '' })
  const rows = useMemo(() => setAsideRows(alarms).filter((alarm) => aside === '' || alarm.state.state === aside), [alarms, aside])
  const lines = useMemo(() => comingBack(alarms).filter((line) => line.alarms.length > 1), [alarms])
  const mayAct = useMay()('alarms.act')
  const [subtree, setSubtree] = useState(false)
  const columns = useColumns()
  if (loading) return <Skeleton active />
  return (
    <section className="card alarms-standing">
      <UntestedAlarms org={org} />
      <search className="query-filters">
        <label htmlFor="aside-kind">
          {t('alarms.state')}
          <Select
            id="aside-kind"
            value={aside === '' ? undefined : aside}
            placeholder={t('ui.table.any')}
            allowClear
            options={KINDS.map((kind) => ({ value: kind, label: t(`ui.alarm.state.${kind}`) }))}
            onChange={(value: string | undefined) => change({ aside: value ?? '' })}
          />
        </label>
        {mayAct && <Button onClick={() => setSubtree(true)}>{t('alarms.subtree')}</Button>}
      </search>
      {lines.length > 0 && (
        <section aria-label={t('alarms.subtree.returns')}>
          <h3>{t('alarms.subtree.returns')}</h3>
          <ul className="act-preview">
            {lines.map((line) => (
              <li key={line.key}>
                {line.until === null ? t('alarms.aside.by_hand') : <Time at={line.until} />}{' '}
                <b>{t('alarms.subtree.line', { count: line.alarms.length })}</b> · {t(`ui.alarm.state.${line.state}`)} ·{' '}
                {line.by || MISSING} · {line.reason}
              </li>
            ))}
          </ul>
        </section>
      )}
      <span className="small">{t('ui.table.total', { total: rows.length })}</span>
      <Table<StandingAlarm>
        size="small"
        columns={columns}
        dataSource={rows}
        rowKey="alarmNumber"
        pagination={{ pageSize: 50, hideOnSinglePage: true }}
        {...(rows.length > 0 ? { scroll: { x: 'max-content' as const } } : {})}
        locale={{ emptyText: <EmptyState title={t('alarms.aside.none')} hint={t('alarms.aside.none.hint')} /> }}
      />
      <SubtreeActForm open={subtree} onClose={() => setSubtree(false)} />
    </section>
  )
}

function useColumns(): TableColumnsType<StandingAlarm> {
  const { t } = useTranslation()
  const name = usePlaceName()
  return useMemo(
    () => [
      {
        key: 'back',
        title: t('alarms.aside.back'),
        width: 150,
        render: (_, { state }) =>
          'until' in state && state.until !== null ? (
            <>
              <Time at={state.until} />
              <div className="small">
                <Countdown dueAt={new Date(state.until).toISOString()} />
              </div>
            </>
          ) : (
            <span className="dim">
              {t(state.state === 'suppressed' && state.rule !== null ? 'alarms.aside.by_design' : 'alarms.aside.by_hand')}
            </span>
          ),
      },
      { key: 'state', title: t('alarms.state'), width: 90, render: (_, { state }) => t(`ui.alarm.state.${state.state}`) },
      {
        key: 'severity',
        title: t('alarms.severity'),
        width: 90,
        render: (_, alarm) => {
          const severity = severityOf(alarm.state)
          return severity === null ? <span className="dim">{t('ui.alarm.state.normal')}</span> : <SeverityMark severity={severity} />
        },
      },
      {
        key: 'tag',
        title: t('alarms.tag'),
        width: 240,
        render: (_, alarm) => (
          <>
            <b>{alarm.tagCode}</b> {alarm.tagName}
            <div className="small">{name(alarm.org)}</div>
          </>
        ),
      },
      {
        key: 'why',
        title: t('alarms.why'),
        width: 280,
        render: (_, { state }) =>
          'inner' in state ? (
            <>
              {state.reason}
              {state.state === 'suppressed' && state.rule !== null && (
                <div className="small">{t('alarms.aside.rule', { rule: state.rule })}</div>
              )}
              {state.state === 'out_of_service' && (
                <div className="small">
                  {t('alarms.aside.work', { work: state.work || MISSING, measure: state.compensatingMeasure || MISSING })}
                </div>
              )}
            </>
          ) : null,
      },
      {
        key: 'by',
        title: t('alarms.set_aside_by'),
        width: 150,
        render: (_, { state }) =>
          'inner' in state ? (
            <>
              {state.by || MISSING}
              <div className="small">
                <Age at={state.since} />
              </div>
            </>
          ) : null,
      },
      { key: 'rises', title: t('alarms.aside.rises'), width: 110, align: 'right', render: (_, alarm) => alarm.risesSetAside },
      { key: 'acts', width: 140, render: (_, alarm) => <BackAct alarm={alarm} /> },
    ],
    [t, name],
  )
}

function BackAct({ alarm }: { alarm: StandingAlarm }) {
  const acts = useAlarmActs(alarm)
  if (acts.possible.length === 0) return null
  return (
    <>
      <ActBar acts={acts} />
      {acts.form}
    </>
  )
}
