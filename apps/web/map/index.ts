/** The map page (一张图) as the menu sees it; the map itself is fetched when it is opened. */
import { defineUi } from '@anyuan/ui'

export const mapUi = defineUi({
  pages: [{ path: '/map', menu: { group: 'now', order: 10, labelKey: 'map.title', icon: 'map' }, load: () => import('./map-page.tsx') }],
})
