/** What alarm design (报警设计) shows: the design itself, and change requests with their rehearsals. */
import { defineUi } from '@anyuan/ui'

export default defineUi({
  pages: [
    {
      path: '/alarm-design',
      menu: { group: 'safety', order: 90, labelKey: 'alarm-design.title', icon: 'audit', permission: 'alarm-design.read' },
      load: () => import('./design-page.tsx'),
    },
    {
      path: '/alarm-design/changes',
      menu: { group: 'safety', order: 91, labelKey: 'alarm-design.changes.title', icon: 'log', permission: 'alarm-design.read' },
      load: () => import('./changes-page.tsx'),
    },
    { path: '/alarm-design/changes/:id', load: () => import('./change-page.tsx') },
  ],
})
