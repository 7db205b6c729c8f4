/** When may what of the alarm design happen. Pure: `now` is an argument. */
export { calendarHolds, expandCalendar } from './rules/calendar.ts'
export * from './rules/change.ts'
export { BUILT_IN_CLASSES, classFor, nearest } from './rules/classes.ts'
export { compareSettings } from './rules/compare.ts'
export { gapsOf, resolveGuidance, templateCode } from './rules/guidance.ts'
export { type Run, reportOf } from './rules/report.ts'
export { formulaInputs, type RunInProgress, type Settings, startRun } from './rules/run.ts'
export { checkProposedRules, rulesWith } from './rules/suppression.ts'
