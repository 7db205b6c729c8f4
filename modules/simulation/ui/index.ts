/** What the simulation (仿真演练) shows, in a demo only. */
import { defineUi } from '@anyuan/ui'

export default defineUi({
  pages: [
    {
      path: '/simulation',
      menu: { group: 'demo', order: 10, labelKey: 'simulation.title', icon: 'simulation', permission: 'simulation.run', demoOnly: true },
      load: () => import('./simulation-page.tsx'),
    },
  ],
})
