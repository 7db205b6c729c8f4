/** The right panel: what was chosen, how it stands, its trend, what to do and whom to call. */
import {
  Age,
  Countdown,
  formatValue,
  Icon,
  isSetAside,
  isUnacknowledged,
  lineageOf,
  type MapPanel,
  type MapSelection,
  QualityMark,
  raisedAt,
  SeverityMark,
  type StandingAlarm,
  severityOf,
  Time,
  useBreachText,
  useLiveValue,
  useOrgName,
  useOrgTree,
  worstOf,
} from '@anyuan/ui'
import { Button, Skeleton } from 'antd'
import { lazy, Suspense, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AlarmActions } from './alarm-actions.tsx'
import type { TagPoint } from './places.ts'
import { TagDetail } from './tag-detail.tsx'

/** What the panel shows: an asset or a lone tag, with the tags that stand there. */
export interface Chosen {
  code: string
  name: string
  kindKey: string | null
  assetId: string | null
  org: string
  tags: readonly TagPoint[]
}
interface PanelProps {
  chosen: Chosen
  /** Standing now, or at the moment shown. */
  alarms: readonly StandingAlarm[]
  moment: number | null
  extra: readonly MapPanel[]
  onClose: () => void
}
export function Panel({ chosen, alarms, moment, extra, onClose }: PanelProps) {
  const { t } = useTranslation()
  const tree = useOrgTree()
  const name = useOrgName()
  const mine = useMemo(() => {
    const numbers = new Set(chosen.tags.map((tag) => tag.number))
    return alarms.filter((alarm) => numbers.has(alarm.tagNumber))
  }, [chosen, alarms])
  const first = mine[0]
  const [picked, setPicked] = useState<{ code: string; tagNumber: number } | null>(null)
  const tagNumber = picked?.code === chosen.code ? picked.tagNumber : (first?.tagNumber ?? chosen.tags[0]?.number)
  const tag = chosen.tags.find((each) => each.number === tagNumber)
  const alarm = mine.find((each) => each.tagNumber === tagNumber) ?? first
  const selection = useMemo<MapSelection>(
    () =>
      chosen.assetId
        ? { kind: 'asset', id: chosen.assetId, code: chosen.code, org: chosen.org }
        : { kind: 'tag', tagNumber: tag?.number ?? 0, code: chosen.code, org: chosen.org },
    [chosen, tag?.number],
  )
  const worst = alarm ? worstOf(alarm.state) : null
  const breachText = useBreachText()
  const where = lineageOf(tree, chosen.org)
    .slice(-2)
    .map((node) => name(node.path))
    .join(' · ')
  return (
    <aside className="panel" aria-label={chosen.name}>
      <header className="panel-head">
        {alarm && <AlarmLine alarm={alarm} />}
        <div className="toolbar">
          <h2 className="grow">{chosen.name}</h2>
          <Button type="text" size="small" icon={<Icon name="close" size={16} />} aria-label={t('ui.close')} onClick={onClose} />
        </div>
        <div className="small">
          {chosen.code}
          {chosen.kindKey && ` · ${t(chosen.kindKey)}`} · {where}
        </div>
        {alarm && worst && <div>{t('map.panel.reason', { tag: alarm.tagName, reason: breachText(worst, alarm.unit) })}</div>}
      </header>
      <div className="panel-body">
        {chosen.tags.length === 0 && <div className="small">{t('map.panel.no_tags')}</div>}
        {chosen.tags.length > 1 && (
          <ul className="tag-list">
            {chosen.tags.map((each) => (
              <li key={each.number}>
                <button
                  type="button"
                  aria-pressed={each.number === tagNumber}
                  className={each.number === tagNumber ? 'on' : undefined}
                  onClick={() => setPicked({ code: chosen.code, tagNumber: each.number })}
                >
                  <TagRow tag={each} alarm={mine.find((alarmed) => alarmed.tagNumber === each.number)} />
                </button>
              </li>
            ))}
          </ul>
        )}
        {tag && <TagDetail key={tag.number} tag={tag} moment={moment} alarms={mine} />}
        {extra
          .filter((each) => each.accepts(selection))
          .map((each) => (
            <ExtraPanel key={each.key} panel={each} selection={selection} playback={moment !== null} />
          ))}
      </div>
      {alarm && moment === null && (
        <footer className="panel-foot">
          <AlarmActions key={alarm.alarmNumber} alarm={alarm} />
          {isUnacknowledged(alarm.state) && alarm.respondBy && <Countdown dueAt={alarm.respondBy} />}
        </footer>
      )}
      {moment !== null && <footer className="panel-foot small">{t('ui.conductor.no_acts')}</footer>}
    </aside>
  )
}

function AlarmLine({ alarm }: { alarm: StandingAlarm }) {
  const { t } = useTranslation()
  const severity = severityOf(alarm.state)
  if (severity === null) return null
  return (
    <div className="toolbar small">
      <SeverityMark severity={severity} unacknowledged={isUnacknowledged(alarm.state)} />
      <span>{t(`ui.alarm.state.${alarm.state.state}`)}</span>
      {isSetAside(alarm.state) && <QualityMark state="shelved" words={false} />}
      <span className="grow" />
      <Time at={raisedAt(alarm.state)} />
      <Age at={raisedAt(alarm.state)} />
    </div>
  )
}

function TagRow({ tag, alarm }: { tag: TagPoint; alarm: StandingAlarm | undefined }) {
  const value = useLiveValue(tag.number)
  const severity = alarm ? severityOf(alarm.state) : null
  return (
    <>
      <span className="tag-row-name">
        {severity !== null && <SeverityMark severity={severity} show="letter" />} {tag.name}
      </span>
      <span className="num">
        {value && <QualityMark state={value.quality} words={false} />} {formatValue(value?.quality === 2 ? null : value?.value, tag.unit)}
      </span>
    </>
  )
}

function ExtraPanel({ panel, selection, playback }: { panel: MapPanel; selection: MapSelection; playback: boolean }) {
  const Content = useMemo(() => lazy(panel.load), [panel])
  return (
    <section>
      <Suspense fallback={<Skeleton active paragraph={{ rows: 2 }} title={false} />}>
        <Content selection={selection} playback={playback} />
      </Suspense>
    </section>
  )
}
