/** What data sources (数据接入) show: who sends, how it goes, and what was refused. */
import { defineUi } from '@anyuan/ui'

export default defineUi({
  pages: [
    {
      path: '/sources',
      menu: { group: 'system', order: 10, labelKey: 'sources.title', icon: 'source', permission: 'sources.read' },
      load: () => import('./sources-page.tsx'),
    },
    {
      path: '/sources/quarantine',
      menu: { group: 'system', order: 20, labelKey: 'sources.quarantine', icon: 'quarantine', permission: 'sources.read' },
      load: () => import('./quarantine-page.tsx'),
    },
    { path: '/sources/:id', load: () => import('./source-page.tsx') },
  ],
})
