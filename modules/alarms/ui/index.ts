/** What alarms (报警) show: the alarm centre, and alarm performance. */
import { defineUi } from '@anyuan/ui'

export default defineUi({
  pages: [
    {
      path: '/alarms',
      menu: { group: 'now', order: 30, labelKey: 'alarms.title', icon: 'alarm', permission: 'alarms.read' },
      showsMoment: true,
      load: () => import('./alarms-page.tsx'),
    },
    {
      path: '/alarms/performance',
      menu: { group: 'operation', order: 30, labelKey: 'alarms.kpi', icon: 'performance', permission: 'alarms.read' },
      load: () => import('./performance-page.tsx'),
    },
  ],
})
