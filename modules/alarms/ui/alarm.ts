/** The rows of the alarm centre, as the server sends them. */
import type { paths, StandingAlarm } from '@anyuan/ui'

export type { StandingAlarm }
export type Occurrence = paths['/api/alarms/occurrences']['get']['responses'][200]['content']['application/json']['items'][number]
