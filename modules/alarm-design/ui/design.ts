/** The things of the design as the door to the server gives them. */
import { api, read, useQuery } from '@anyuan/ui'

export const readClasses = () => read(api.GET('/api/alarm-design/classes'))
export const readTemplates = () => read(api.GET('/api/alarm-design/guidance'))
export const readCalendars = () => read(api.GET('/api/alarm-design/calendars'))
export const readSuppressions = () => read(api.GET('/api/alarm-design/suppressions'))
export const readChange = (id: string) => read(api.GET('/api/alarm-design/changes/{id}', { params: { path: { id } } }))

type Items<F extends () => Promise<{ items: unknown[] }>> = Awaited<ReturnType<F>>['items'][number]
export type AlarmClass = Items<typeof readClasses>
export type GuidanceTemplate = Items<typeof readTemplates>
export type Calendar = Items<typeof readCalendars>
export type Suppression = Items<typeof readSuppressions>
export type Change = Awaited<ReturnType<typeof readChange>>

export const useClasses = () => useQuery({ queryKey: ['alarm-design', 'classes'], queryFn: readClasses })
export const useTemplates = () => useQuery({ queryKey: ['alarm-design', 'guidance'], queryFn: readTemplates })
export const useCalendars = () => useQuery({ queryKey: ['alarm-design', 'calendars'], queryFn: readCalendars })
export const useSuppressions = () => useQuery({ queryKey: ['alarm-design', 'suppressions'], queryFn: readSuppressions })
/** What of the design waits for somebody, below a place. */
export const useSummary = (under: string | undefined) =>
  useQuery({
    queryKey: ['alarm-design', 'summary', under],
    queryFn: () => read(api.GET('/api/alarm-design/summary', { params: { query: { under } } })),
    refetchInterval: 60_000,
  })
