/** What assets and tags (设备与测点) show: lists, one page each, the set-point check, and what the search finds. */
import { defineUi } from '@anyuan/ui'
import { searchAssets, searchTags } from './search.ts'

export default defineUi({
  pages: [
    {
      path: '/tags',
      menu: { group: 'basis', order: 10, labelKey: 'assets.tags.title', icon: 'tag', permission: 'assets.read' },
      showsMoment: true,
      load: () => import('./tags-page.tsx'),
    },
    { path: '/tags/:number', showsMoment: true, load: () => import('./tag-page.tsx') },
    {
      path: '/assets',
      menu: { group: 'basis', order: 20, labelKey: 'assets.title', icon: 'asset', permission: 'assets.read' },
      load: () => import('./assets-page.tsx'),
    },
    {
      path: '/assets/set-points',
      menu: { group: 'basis', order: 30, labelKey: 'assets.set_points.title', icon: 'audit', permission: 'assets.read' },
      load: () => import('./set-points-page.tsx'),
    },
    { path: '/assets/:id', showsMoment: true, load: () => import('./asset-page.tsx') },
  ],
  searchProviders: [
    { key: 'tags', labelKey: 'assets.tags.title', order: 10, permission: 'assets.read', search: searchTags },
    { key: 'assets', labelKey: 'assets.title', order: 30, permission: 'assets.read', search: searchAssets },
  ],
})
