/** All that happened to one occurrence of an alarm (报警经过), oldest first. */
import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, read } from '../api/client.ts'
import { ErrorState } from '../api/refusal.tsx'
import { useMoment } from '../conductor/context.ts'
import { useAlarmEvents } from '../live/hooks.tsx'
import { Time } from '../marks/age.tsx'
import { SeverityMark } from '../marks/severity.tsx'
import { useBreachText } from './words.ts'

const COPIED_MS = 1200 // default, not from a standard
const QUIET = new Set(['timer_started', 'timer_stopped', 'counted'])

export function AlarmStory({ occurrence, alarmNumber, unit }: { occurrence: string; alarmNumber: number; unit: string }) {
  const { t } = useTranslation()
  const breachText = useBreachText()
  const story = useQuery({
    queryKey: ['alarms', 'story', occurrence],
    queryFn: () => read(api.GET('/api/alarms/occurrences/{occurrence}/events', { params: { path: { occurrence } } })),
    // what has just risen is on the screen before the api has its first line
    refetchInterval: ({ state }) => (state.data?.items.length === 0 ? 1000 : false),
  })
  const moment = useMoment()
  const { refetch } = story
  // the api copies the journal a moment after the event was shown
  const [heardAt, setHeardAt] = useState(0)
  useAlarmEvents((event) => {
    if (event.alarmNumber === alarmNumber) setHeardAt(event.at)
  })
  useEffect(() => {
    if (heardAt === 0) return
    const timer = setTimeout(() => void refetch(), COPIED_MS)
    return () => clearTimeout(timer)
  }, [heardAt, refetch])
  if (story.isPending) return <Skeleton active title={false} paragraph={{ rows: 3 }} />
  if (!story.data) return <ErrorState error={story.error} onRetry={() => void refetch()} />
  return (
    <ol className="alarm-story">
      {story.data.items
        .filter((event) => !QUIET.has(event.type) && (moment === null || event.at <= moment))
        .map((event) => (
          <li key={event.sequence}>
            <span className="small">
              <Time at={event.at} />
            </span>
            <div>
              <b>{t(`ui.alarm.event.${event.type}`)}</b>
              {event.breach && (
                <>
                  {' '}
                  <SeverityMark severity={event.breach.severity} show="letter" /> {breachText(event.breach, unit)}
                </>
              )}
              {event.by && <span className="dim"> · {event.by}</span>}
              {event.note && (
                <div className="dim">{event.note === 'untested' && event.by === null ? t('ui.alarm.untested') : event.note}</div>
              )}
            </div>
          </li>
        ))}
    </ol>
  )
}
