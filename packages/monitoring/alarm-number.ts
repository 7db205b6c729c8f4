/** Alarm numbers follow from tag numbers, so that no table has to remember them: eight to a tag, one for each kind of condition. */
import { CONDITION_KINDS, type ConditionKind } from './shapes.ts'

const ALARMS_PER_TAG = 8 // default, not from a standard: room for two more kinds

export const alarmNumberOf = (tagNumber: number, kind: ConditionKind): number => tagNumber * ALARMS_PER_TAG + CONDITION_KINDS.indexOf(kind)
export const tagNumberOf = (alarmNumber: number): number => Math.floor(alarmNumber / ALARMS_PER_TAG)
/** The kind of condition that is in an alarm's number; undefined for a number that no kind has. */
export const conditionKindOf = (alarmNumber: number): ConditionKind | undefined => CONDITION_KINDS[alarmNumber % ALARMS_PER_TAG]
