/** The pure alarm engine (报警引擎): life cycle, evaluator, and both assembled. No clock, no I/O. */
export { alarmNumberOf, conditionKindOf, tagNumberOf } from './alarm-number.ts'
export type { OperatorLimits } from './aside.ts'
export { CLOSE_NOTES, type CloseNote } from './condition.ts'
export { AlarmEngine, type AlarmEngineEvent, type AlarmEngineSetup, type AlarmSink, type AlarmStanding, type TagIndexOf } from './engine.ts'
export { type EmitLevel, evaluateSample, scanNoData } from './evaluate.ts'
export {
  compileFormula,
  type EmitResult,
  FORMULA_REFUSALS,
  type Formula,
  FormulaNet,
  type FormulaRefusal,
  type FormulaSource,
  type NetRefusal,
} from './formula/index.ts'
export { type AlarmMemory, createMemory, primeMemory } from './memory.ts'
export type { Act } from './operator.ts'
export { type Circumstances, selectDefinitions } from './plans.ts'
export { MONITORING_REFUSALS, type MonitoringRefusal } from './refusals.ts'
export { type RehearsalRun, type RehearsalSetup, type Rehearsed, rehearse, startRehearsal, type TagSamples } from './rehearse.ts'
export * from './shapes.ts'
export {
  conditionOf,
  isSetAside,
  isStanding,
  liveOf,
  NORMAL,
  nextDueAt,
  occurrenceOf,
  type SetAsideState,
  type StandingState,
} from './state.ts'
export { type AlarmInput, type AlarmStepEvent, retire, step } from './step.ts'
export { checkSuppressions, SUPPRESSION_REFUSALS, type SuppressionRefusal } from './suppression.ts'
export { type AlarmTable, breachAt, compileAlarms, levelOf, NO_LEVEL, SLOTS, UNKNOWN_LEVEL } from './table.ts'
