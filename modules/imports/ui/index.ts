/** What the import (批量导入) shows: its history, and the steps from a file to what was changed. */
import { defineUi } from '@anyuan/ui'

export default defineUi({
  pages: [
    {
      path: '/imports',
      menu: { group: 'basis', order: 40, labelKey: 'imports.title', icon: 'upload', permission: 'imports.use' },
      load: () => import('./imports-page.tsx'),
    },
    { path: '/imports/:id', load: () => import('./batch-page.tsx') },
  ],
})
