/** One unit of the organisation, read through the door to the server. */
import { api, read } from '@anyuan/ui'

export const readUnit = (path: string) => read(api.GET('/api/organisation/units/{path}', { params: { path: { path } } }))
export type Unit = Awaited<ReturnType<typeof readUnit>>
