/** All that happened to one occurrence of an alarm (报警经过), oldest first. */
import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { api, read } from '../api/client.ts'
import { ErrorState } from '../api/refusal.tsx'
import { useAlarmEvents } from '../live/hooks.tsx'
import { Time } from '../marks/age.tsx'
import { SeverityMark } from '../marks/severity.tsx'
import { useBreachText } from './words.ts'

const QUIET = new Set(['timer_started', 'timer_stopped'])

export function AlarmStory({ occurrence, alarmNumber, unit }: { occurrence: string; alarmNumber: number; unit: string }) {
  const { t } = useTranslation()
  const breachText = useBreachText()
  const story = useQuery({
    queryKey: ['alarms', 'story', occurrence],
    queryFn: () => read(api.GET('/api/alarms/occurrences/{occurrence}/events', { params: { path: { occurrence } } })),
  })
  const { refetch } = story
  useAlarmEvents((event) => {
    if (event.alarmNumber === alarmNumber) void refetch()
  })
  // the api copies the journal a moment after the event was shown
  const young = story.isError
  useEffect(() => {
    if (!young) return
    const timer = setTimeout(() => void refetch(), 1500)
    return () => clearTimeout(timer)
  }, [young, refetch])
  if (story.isPending) return <Skeleton active title={false} paragraph={{ rows: 3 }} />
  if (!story.data) return <ErrorState error={story.error} onRetry={() => void refetch()} />
  return (
    <ol className="alarm-story">
      {story.data.items
        .filter((event) => !QUIET.has(event.type))
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
              {event.note && <div className="dim">{event.note}</div>}
            </div>
          </li>
        ))}
    </ol>
  )
}
