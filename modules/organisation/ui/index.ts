/** What the organisation (组织) shows: the tree and its units. */
import { defineUi } from '@anyuan/ui'

export default defineUi({
  pages: [
    {
      path: '/organisation',
      menu: { group: 'basis', order: 40, labelKey: 'organisation.title', icon: 'organisation', permission: 'organisation.read' },
      load: () => import('./organisation-page.tsx'),
    },
  ],
})
