/** One asset as the door to the server gives it. */
import { api, read } from '@anyuan/ui'

export const readAsset = (id: string) => read(api.GET('/api/assets/assets/{id}', { params: { path: { id } } }))
export type Asset = Awaited<ReturnType<typeof readAsset>>
