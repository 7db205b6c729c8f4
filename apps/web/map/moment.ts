/** Which alarms stood at a past moment, out of the occurrences of the time before it. */
import type { Severity } from '@anyuan/kernel'
import { api, type paths, read, type StandingAlarm } from '@anyuan/ui'

export type Occurrence = paths['/api/alarms/occurrences']['get']['responses'][200]['content']['application/json']['items'][number]
const PAGE = 1000
const PAGES_AT_MOST = 5 // default, not from a standard

/** All occurrences that rose between `from` and `to` (epoch ms); `complete` is false when there were more than can be shown. */
export async function occurrencesBetween(
  under: string | undefined,
  from: number,
  to: number,
): Promise<{ items: Occurrence[]; complete: boolean }> {
  const items: Occurrence[] = []
  for (let page = 1; page <= PAGES_AT_MOST; page++) {
    const answer = await read(
      api.GET('/api/alarms/occurrences', {
        params: { query: { under, from: new Date(from).toISOString(), to: new Date(to).toISOString(), page, pageSize: PAGE } },
      }),
    )
    items.push(...answer.items)
    if (items.length >= answer.total || answer.items.length === 0) return { items, complete: true }
  }
  return { items, complete: false }
}

/** The occurrences as they stood at `at`: risen, not yet closed; acknowledged only if that was before. */
export function standingAt(occurrences: readonly Occurrence[], at: number): StandingAlarm[] {
  return occurrences.flatMap((each): StandingAlarm[] => {
    const raised = Date.parse(each.raisedAt)
    if (raised > at || (each.closedAt !== null && Date.parse(each.closedAt) <= at)) return []
    const acknowledgedAt = each.acknowledgedAt === null ? null : Date.parse(each.acknowledgedAt)
    const standing = {
      occurrence: each.occurrence,
      raisedAt: raised,
      worst: each.worst,
      current: each.worst,
      offDueAt: null,
      handled: null,
      silenced: null,
      drill: each.drill,
    }
    return [
      {
        alarmNumber: each.alarmNumber,
        tagNumber: each.tagNumber,
        tagCode: each.tagCode,
        tagName: each.tagName,
        unit: each.unit,
        org: each.org,
        assetCode: each.assetCode,
        condition: 'limit',
        respondBy: null,
        causeAlarm: null,
        risesSetAside: 0,
        assignee: each.assignee,
        comments: each.comments,
        state:
          acknowledgedAt !== null && acknowledgedAt <= at
            ? { state: 'acknowledged', ...standing, acknowledged: { by: each.acknowledgedBy ?? '', at: acknowledgedAt } }
            : { state: 'unacknowledged', ...standing },
      },
    ]
  })
}
export const severityAtRise = (occurrence: Occurrence): Severity => occurrence.worst.severity as Severity
