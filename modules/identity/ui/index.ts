/** What identity (身份与权限) shows: accounts with their roles, and the audit trail. */
import { defineUi } from '@anyuan/ui'

export default defineUi({
  pages: [
    {
      path: '/accounts',
      menu: { group: 'system', order: 30, labelKey: 'identity.accounts', icon: 'person', permission: 'identity.read_accounts' },
      load: () => import('./accounts-page.tsx'),
    },
    {
      path: '/audit',
      menu: { group: 'system', order: 40, labelKey: 'identity.audit', icon: 'audit', permission: 'identity.read_audit' },
      load: () => import('./audit-page.tsx'),
    },
  ],
})
