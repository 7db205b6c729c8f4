/** The modules whose screens this shell shows. Adding one is one import and one entry; everything else it says itself. */

import alarmDesign from '@anyuan/alarm-design/ui'
import alarms from '@anyuan/alarms/ui'
import assets from '@anyuan/assets/ui'
import duty from '@anyuan/duty/ui'
import identity from '@anyuan/identity/ui'
import imports from '@anyuan/imports/ui'
import organisation from '@anyuan/organisation/ui'
import simulation from '@anyuan/simulation/ui'
import sources from '@anyuan/sources/ui'
import type { ModuleUi } from '@anyuan/ui'
import { mapUi } from './map/index.ts'

export const modules: readonly ModuleUi[] = [mapUi, imports, alarmDesign, duty, alarms, assets, organisation, sources, identity, simulation]
