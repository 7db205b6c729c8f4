/** What the search of the shell finds of tags and assets. */
import { api, read, type SearchHit } from '@anyuan/ui'

const AT_MOST = 8

export async function searchTags(text: string, signal: AbortSignal): Promise<SearchHit[]> {
  const { items } = await read(api.GET('/api/assets/tags', { params: { query: { text, page: 1, pageSize: AT_MOST } }, signal }))
  return items.map((tag) => ({ key: String(tag.number), title: `${tag.code} ${tag.name}`, detail: tag.unit, to: `/tags/${tag.number}` }))
}
export async function searchAssets(text: string, signal: AbortSignal): Promise<SearchHit[]> {
  const { items } = await read(api.GET('/api/assets/assets', { params: { query: { text, page: 1, pageSize: AT_MOST } }, signal }))
  return items.map((asset) => ({ key: asset.id, title: asset.name, detail: asset.code, to: `/assets/${asset.id}` }))
}
