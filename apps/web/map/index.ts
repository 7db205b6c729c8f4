/** The map page (一张图) as the menu and the search see it; the map itself is fetched when it is opened. */
import { api, defineUi, read } from '@anyuan/ui'

const AT_MOST = 6

export const mapUi = defineUi({
  pages: [
    {
      path: '/map',
      menu: { group: 'now', order: 10, labelKey: 'map.title', icon: 'map', permission: 'assets.read' },
      showsMoment: true,
      load: () => import('./map-page.tsx'),
    },
  ],
  searchProviders: [
    {
      key: 'map.tags',
      labelKey: 'map.search.tags',
      order: 10,
      permission: 'assets.read',
      search: async (text, signal) => {
        const { items } = await read(api.GET('/api/assets/tags', { params: { query: { text, page: 1, pageSize: AT_MOST } }, signal }))
        return items.map((tag) => ({ key: `tag:${tag.number}`, title: tag.name, detail: tag.code, to: `/map?tag=${tag.number}` }))
      },
    },
    {
      key: 'map.assets',
      labelKey: 'map.search.assets',
      order: 20,
      permission: 'assets.read',
      search: async (text, signal) => {
        const { items } = await read(api.GET('/api/assets/assets', { params: { query: { text, page: 1, pageSize: AT_MOST } }, signal }))
        return items.map((asset) => ({
          key: `asset:${asset.code}`,
          title: asset.name,
          detail: asset.code,
          to: `/map?place=${encodeURIComponent(asset.code)}&org=${asset.org}`,
        }))
      },
    },
  ],
})
