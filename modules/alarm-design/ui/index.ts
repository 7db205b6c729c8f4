/** What alarm-design (报警设计) shows. */
import { defineUi } from '@anyuan/ui'

export default defineUi({
  pages: [
    {
      path: '/alarm-design',
      menu: { group: 'safety', order: 90, labelKey: 'alarm-design.title', permission: 'alarm-design.read' },
      load: () => import('./records-page.tsx'),
    },
  ],
})
