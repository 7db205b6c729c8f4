/** The columns of the standing list: alarms one by one, and above a group the line that says what it holds. */
import {
  Age,
  Countdown,
  CurrentLevel,
  innerState,
  isDrill,
  isUnacknowledged,
  MISSING,
  raisedAt,
  SeverityMark,
  type StandingAlarm,
  severityOf,
  Time,
  useBreachText,
  usePlaceName,
  worstOf,
} from '@anyuan/ui'
import { Button, type TableColumnsType, Tag } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmRow, CardRow, StandingRow } from './standing-list.ts'

export interface CardActs {
  onFold: (key: string) => void
  /** Absent where this person may not act. */
  onAct?: (alarms: readonly StandingAlarm[]) => void
}
const COLUMNS = 7

export function useStandingColumns(wide: boolean, withPlace: boolean, { onFold, onAct }: CardActs): TableColumnsType<StandingRow> {
  const { t } = useTranslation()
  const name = usePlaceName()
  const breachText = useBreachText()
  return useMemo(() => {
    const card = (row: CardRow) => <Card row={row} onFold={onFold} onAct={onAct} />
    // a card's line goes over the whole width: the first column draws it, the others give way
    const only = (draw: (alarm: StandingAlarm, row: AlarmRow) => React.ReactNode) => ({
      render: (_: unknown, row: StandingRow) => (row.kind === 'card' ? null : draw(row.alarm, row)),
      onCell: (row: StandingRow) => (row.kind === 'card' ? { colSpan: 0 } : {}),
    })
    const first = (span: number, draw: (alarm: StandingAlarm, row: AlarmRow) => React.ReactNode) => ({
      render: (_: unknown, row: StandingRow) => (row.kind === 'card' ? card(row) : draw(row.alarm, row)),
      onCell: (row: StandingRow) => (row.kind === 'card' ? { colSpan: span } : {}),
    })
    const respond = {
      key: 'respond',
      title: t('alarms.respond_by'),
      width: 110,
      ...only((alarm) => (alarm.respondBy === null ? <span className="dim">{MISSING}</span> : <Countdown dueAt={alarm.respondBy} />)),
    }
    const why = (alarm: StandingAlarm) => {
      const worst = worstOf(alarm.state)
      return worst ? breachText(worst, alarm.unit) : MISSING
    }
    if (!wide)
      return [
        {
          key: 'narrow',
          title: t('alarms.tag'),
          ...first(2, (alarm, row) => {
            const severity = severityOf(alarm.state)
            return (
              <div className={`alarms-narrow${row.part === 'member' ? ' alarms-member' : ''}`}>
                {severity !== null && <SeverityMark severity={severity} show="letter" unacknowledged={isUnacknowledged(alarm.state)} />}
                <CurrentLevel state={alarm.state} /> <b>{alarm.tagName}</b> <Marks row={row} />
                <span className="small">
                  {name(alarm.org)} · {t(`ui.alarm.state.${alarm.state.state}`)}
                </span>
                <span className="small">
                  {why(alarm)} · <Age at={raisedAt(alarm.state)} />
                </span>
              </div>
            )
          }),
        },
        respond,
      ]
    return [
      {
        key: 'severity',
        title: t('alarms.severity'),
        width: 150,
        ...first(COLUMNS + (withPlace ? 1 : 0), (alarm, row) => {
          const severity = severityOf(alarm.state)
          return (
            <span className={row.part === 'member' ? 'alarms-member' : undefined}>
              {severity === null ? MISSING : <SeverityMark severity={severity} unacknowledged={isUnacknowledged(alarm.state)} />}{' '}
              <CurrentLevel state={alarm.state} />
            </span>
          )
        }),
      },
      { key: 'raised', title: t('alarms.raised_at'), width: 130, ...only((alarm) => <Time at={raisedAt(alarm.state)} />) },
      {
        key: 'age',
        title: t('alarms.age'),
        width: 100,
        ...only((alarm) => (raisedAt(alarm.state) === 0 ? MISSING : <Age at={raisedAt(alarm.state)} />)),
      },
      {
        key: 'tag',
        title: t('alarms.tag'),
        width: 250,
        ellipsis: true,
        ...only((alarm, row) => (
          <span title={`${alarm.tagCode} ${alarm.tagName}`}>
            <Marks row={row} />
            <b>{alarm.tagCode}</b> {alarm.tagName}
          </span>
        )),
      },
      { key: 'why', title: t('alarms.why'), width: 200, ellipsis: true, ...only(why) },
      {
        key: 'state',
        title: t('alarms.state'),
        width: 130,
        ellipsis: true,
        ...only((alarm) => (
          <>
            {t(`ui.alarm.state.${alarm.state.state}`)}
            {(alarm.assignee || alarm.comments > 0) && (
              <span className="small">
                {' '}
                {alarm.assignee?.name}
                {alarm.comments > 0 && ` ${t('alarms.talk.count', { count: alarm.comments })}`}
              </span>
            )}
          </>
        )),
      },
      respond,
      ...(withPlace
        ? [{ key: 'org', title: t('alarms.place'), width: 200, ellipsis: true, ...only((alarm: StandingAlarm) => name(alarm.org)) }]
        : []),
    ]
  }, [t, name, breachText, wide, withPlace, onFold, onAct])
}

/** First-out or cause, drill, silenced: what the row is besides its level. */
function Marks({ row: { alarm, part, causeIs } }: { row: AlarmRow }) {
  const { t } = useTranslation()
  const inner = innerState(alarm.state)
  return (
    <>
      {part === 'cause' && <Tag>{t(causeIs === 'configured' ? 'ui.alarm.cause' : 'ui.alarm.first_out')}</Tag>}
      {isDrill(alarm.state) && <Tag className="drill-tag">{t('ui.alarm.drill')}</Tag>}
      {inner.state !== 'normal' && inner.silenced && isUnacknowledged(alarm.state) && <Tag>{t('ui.alarm.silenced')}</Tag>}
    </>
  )
}

function Card({ row, onFold, onAct }: { row: CardRow } & CardActs) {
  const { t } = useTranslation()
  const name = usePlaceName()
  const { group, alarms, open, key } = row
  const cause = group.cause.alarm
  return (
    <div className="alarms-card">
      <SeverityMark severity={group.severity} show="shape" />
      <b>
        {t('alarms.group.of', { count: alarms.length })} · {cause.assetCode ?? name(cause.org)}
      </b>
      <span className="small">
        {t(group.causeIs === 'configured' ? 'alarms.group.configured' : 'alarms.group.first_out', { tag: cause.tagCode })}
      </span>
      <span className="grow" />
      {group.folded.length > 0 && (
        <Button
          size="small"
          type="link"
          aria-expanded={open}
          onClick={(event) => {
            event.stopPropagation()
            onFold(key)
          }}
        >
          {open ? t('alarms.group.fold') : t('alarms.group.unfold', { count: group.folded.length })}
        </Button>
      )}
      {onAct && (
        <Button
          size="small"
          onClick={(event) => {
            event.stopPropagation()
            onAct(alarms)
          }}
        >
          {t('alarms.group.act')}
        </Button>
      )}
    </div>
  )
}
