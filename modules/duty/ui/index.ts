/** What duty (值班值守) shows: the desk of the officer on shift. */
import { defineUi } from '@anyuan/ui'

export default defineUi({
  pages: [
    {
      path: '/desk',
      menu: { group: 'now', order: 20, labelKey: 'duty.title', icon: 'desk', permission: 'duty.read' },
      showsMoment: true,
      load: () => import('./desk-page.tsx'),
    },
  ],
})
