/** The duty desk (值守工作台): what needs me, what I am on, what I did. */
import { Page, useAlarmActs, useMoment, useNavigate, useOrg, useSearchParams, useStandingAlarms, useStandingStore } from '@anyuan/ui'
import type { StandingAlarm } from '@anyuan/ui/standing'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Detail, Quiet } from './detail.tsx'
import { WorkList } from './list.tsx'
import { Shift } from './shift.tsx'
import { useHeldList } from './use-held-list.ts'
import { byNeed, neighbour } from './work-list.ts'
import './desk.css'

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable], .ant-drawer') !== null

export default function DeskPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { org } = useOrg()
  const { alarms, loading, error } = useStandingAlarms(org)
  const moment = useMoment()
  const store = useStandingStore()
  const [text, setText] = useState('')
  const wanted = useMemo(() => {
    const sought = text.trim().toLowerCase()
    const sorted = byNeed(alarms)
    if (sought === '') return sorted
    return sorted.filter((alarm) => `${alarm.tagCode} ${alarm.tagName} ${alarm.assetCode ?? ''}`.toLowerCase().includes(sought))
  }, [alarms, text])
  const { rows, arrived, touch, release } = useHeldList(wanted, `${text} ${moment ?? ''}`)

  const [params, setParams] = useSearchParams()
  const asked = Number(params.get('alarm')) || null
  const choose = useCallback(
    (alarmNumber: number | null) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before)
          if (alarmNumber === null) next.delete('alarm')
          else next.set('alarm', String(alarmNumber))
          return next
        },
        { replace: true },
      ),
    [setParams],
  )
  const pick = useCallback(
    (alarmNumber: number) => {
      touch()
      choose(alarmNumber)
    },
    [touch, choose],
  )
  // what is on the desk stays there until the officer moves on: nothing changes under the finger that presses A
  const [first, setFirst] = useState<number | null>(null)
  const top = rows[0]?.alarm.alarmNumber ?? null
  useEffect(() => {
    if (asked === null && (first === null || !rows.some((row) => row.alarm.alarmNumber === first))) setFirst(top)
  }, [asked, first, rows, top])
  const chosen = asked ?? first
  const row = rows.find(({ alarm }) => alarm.alarmNumber === chosen)
  const standing = alarms.find((alarm) => alarm.alarmNumber === chosen) ?? null
  // an alarm that closes under the officer's hands stays in view and says so; it does not give way to another by itself
  const last = useRef<StandingAlarm | null>(null)
  const present = standing ?? row?.alarm ?? null
  if (present) last.current = present
  const shown = present ?? (last.current?.alarmNumber === chosen ? last.current : null)
  const lost = asked !== null && shown === null && !loading
  useEffect(() => {
    if (lost) choose(null) // an address that names what stands no more
  }, [lost, choose])
  const acts = useAlarmActs(standing)

  const search = useRef<HTMLInputElement>(null)
  const keys = useRef({ rows, chosen, acts })
  keys.current = { rows, chosen, acts }
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const now = keys.current
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
      if (event.key === 'Escape') {
        if (document.activeElement === search.current) {
          setText('')
          search.current?.blur()
        } else if (!isTyping(event.target)) choose(null)
        return
      }
      if (isTyping(event.target)) return
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : null
      if (step !== null) {
        event.preventDefault()
        touch()
        const next = neighbour(
          now.rows.map(({ alarm }) => alarm.alarmNumber),
          now.chosen,
          step,
        )
        if (next !== null) choose(next)
        return
      }
      switch (event.key.toLowerCase()) {
        case '/':
          event.preventDefault()
          search.current?.focus()
          return
        case 'a':
          now.acts.start('acknowledge')
          break
        case 'c':
          now.acts.start('handle')
          break
        case 's':
          now.acts.start('shelve')
          break
        case 'g': {
          const alarm = now.rows.find((each) => each.alarm.alarmNumber === now.chosen)?.alarm
          if (alarm) void navigate(`/map?tag=${alarm.tagNumber}`)
          break
        }
        default:
          return
      }
      event.preventDefault()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [choose, navigate, touch])

  return (
    <Page title={t('duty.title')} fill>
      <div className={`desk${asked === null ? '' : ' desk-chosen'}`}>
        <WorkList
          rows={rows}
          arrived={arrived}
          total={wanted.length}
          chosen={chosen}
          onChoose={pick}
          onRelease={release}
          onTouch={touch}
          text={text}
          onText={setText}
          search={search}
          loading={loading}
          error={error}
          onRetry={store.reload}
        />
        {shown ? (
          <Detail key={shown.alarmNumber} alarm={shown} gone={standing === null && !loading} acts={acts} onBack={() => choose(null)} />
        ) : (
          <Quiet loading={loading} failed={error !== null} filtered={text !== '' || rows.length > 0} />
        )}
        <Shift org={org} alarms={alarms} known={!loading && error === null} />
      </div>
      {acts.form}
    </Page>
  )
}
