/** Classes: the ones the house brings, and which of several by one name holds at a place. */
import { isWithin } from '@anyuan/kernel'
import type { AlarmClass } from '../contract.ts'

const brought = { org: '', version: 0, author: '', reason: '', at: null } as const
const NO_RISE: AlarmClass['severityRises'] = []
/** All values: default, not from a standard. Latching of trips and gas after ISA-18.2 practice; ordinary process alarms never latch. */
export const BUILT_IN_CLASSES: readonly AlarmClass[] = [
  {
    ...brought,
    code: 'trip',
    name: '跳车',
    latched: true,
    maxShelveMinutes: 60, // default, not from a standard
    maxOutOfServiceDays: 7, // default, not from a standard
    reannounceSeconds: 300, // default, not from a standard
    confirmRequired: true,
    suppressible: false,
    severityRises: [{ afterSeconds: 600, severity: 1 }], // default, not from a standard
  },
  {
    ...brought,
    code: 'gas',
    name: '气体',
    latched: true,
    maxShelveMinutes: 30, // default, not from a standard
    maxOutOfServiceDays: 7, // default, not from a standard
    reannounceSeconds: 180, // default, not from a standard
    confirmRequired: true,
    suppressible: false,
    severityRises: [{ afterSeconds: 300, severity: 1 }], // default, not from a standard
  },
  {
    ...brought,
    code: 'process',
    name: '工艺',
    latched: false,
    maxShelveMinutes: 480, // default, not from a standard
    maxOutOfServiceDays: 30, // default, not from a standard
    reannounceSeconds: 900, // default, not from a standard
    confirmRequired: false,
    suppressible: true,
    severityRises: NO_RISE,
  },
  {
    ...brought,
    code: 'equipment',
    name: '设备',
    latched: false,
    maxShelveMinutes: 1440, // default, not from a standard
    maxOutOfServiceDays: 30, // default, not from a standard
    reannounceSeconds: null,
    confirmRequired: false,
    suppressible: true,
    severityRises: NO_RISE,
  },
  {
    ...brought,
    code: 'system',
    name: '系统',
    latched: false,
    maxShelveMinutes: 480, // default, not from a standard
    maxOutOfServiceDays: 30, // default, not from a standard
    reannounceSeconds: 3600, // default, not from a standard
    confirmRequired: false,
    suppressible: true,
    severityRises: NO_RISE,
  },
]

/** Of several things by one name, the one of the place nearest to `org`, at it or above; null where none is. */
export function nearest<T extends { org: string }>(things: readonly T[], org: string): T | null {
  let found: T | null = null
  for (const thing of things) if (isWithin(org, thing.org) && (!found || thing.org.length > found.org.length)) found = thing
  return found
}

/** @param classes those that were written, of any place and name. */
export function classFor(code: string, org: string, classes: readonly AlarmClass[]): AlarmClass | null {
  return nearest(
    [...BUILT_IN_CLASSES, ...classes].filter((one) => one.code === code),
    org,
  )
}
