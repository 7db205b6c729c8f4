/** GB/T 50493-2019: gas detectors (可燃气体和有毒气体检测报警), their set-points, ranges and heights. */
export {
  type ConcentrationUnit,
  mgPerCubicMetreFromPpm,
  molarVolumeLitres,
  ppmFromMgPerCubicMetre,
  REFERENCE_CELSIUS,
} from './concentration.ts'
export { type Confidence, EDITION, type ExposureLimits, type Fact, type GasSubstance, gasSubstance, gasSubstances } from './facts.ts'
export {
  type GasBasis,
  type GasMedium,
  type GasUnit,
  gasUnitOf,
  type Missing,
  type SetPointLimits,
  type StatedLimit,
  setPointLimits,
} from './limits.ts'
export { type GasWeight, type MountingHeight, mountingHeightRule, oxygenMountingHeight } from './mounting-height.ts'
export {
  checkGasSetPoints,
  type GasDetectorSetting,
  type GasSetPointFinding,
  SET_POINT_FINDINGS,
  type SetPointFindingCode,
} from './set-points.ts'
