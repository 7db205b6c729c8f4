/** The SQL of alarm-design. Rows go in and out through the contract, so that a bad row cannot reach a rule. */
export type { AlarmDesignTables, Tx } from './store/rows.ts'

import { changesStore } from './store/changes.ts'
import { comparisonsStore } from './store/comparisons.ts'
import { designStore } from './store/design.ts'

export const alarmDesignStore = { ...designStore, ...changesStore, ...comparisonsStore }
export type AlarmDesignStore = typeof alarmDesignStore
