/** What a Sparkplug metric (指标) means: a number with a time and a quality, or nothing that a tag could hold. */
import { type QualityCode, quality } from '@anyuan/kernel'
import type { Metric } from './payload.ts'

/** Datatypes of the Sparkplug 3.0 specification. */
export const DATATYPES = {
  Int8: 1,
  Int16: 2,
  Int32: 3,
  Int64: 4,
  UInt8: 5,
  UInt16: 6,
  UInt32: 7,
  UInt64: 8,
  Float: 9,
  Double: 10,
  Boolean: 11,
  String: 12,
  DateTime: 13,
  Text: 14,
  UUID: 15,
  DataSet: 16,
  Bytes: 17,
  File: 18,
  Template: 19,
  PropertySet: 20,
  PropertySetList: 21,
  Int8Array: 22,
  Int16Array: 23,
  Int32Array: 24,
  Int64Array: 25,
  UInt8Array: 26,
  UInt16Array: 27,
  UInt32Array: 28,
  UInt64Array: 29,
  FloatArray: 30,
  DoubleArray: 31,
  BooleanArray: 32,
  StringArray: 33,
  DateTimeArray: 34,
} as const
export type Datatype = keyof typeof DATATYPES

/**
 * Senders put small integers into the 64-bit field and signed ones into the unsigned field with or without the upper bits: read by the datatype, whatever field
 * carries it.
 * @param datatype the metric's own, or that of its birth.
 * @returns NaN for a metric without a value, null for what is no number: texts, sets, files, arrays.
 */
export function numberOf(metric: Metric, datatype = metric.datatype): number | null {
  if (metric.isNull) return Number.NaN
  if (metric.float !== undefined) return finite(metric.float)
  if (metric.double !== undefined) return finite(metric.double)
  if (metric.boolean !== undefined) return metric.boolean ? 1 : 0
  const whole = metric.long ?? (metric.int === undefined ? undefined : BigInt(metric.int))
  if (whole === undefined) return hasOther(metric) ? null : Number.NaN
  switch (datatype) {
    case DATATYPES.Int8:
      return Number(BigInt.asIntN(8, whole))
    case DATATYPES.Int16:
      return Number(BigInt.asIntN(16, whole))
    case DATATYPES.Int32:
      return Number(BigInt.asIntN(32, whole))
    case DATATYPES.Int64:
      return Number(BigInt.asIntN(64, whole))
    case DATATYPES.Boolean:
      return whole === 0n ? 0 : 1
    default:
      return Number(whole)
  }
}

/** Not a number and infinity are no values: a sensor that divides by zero measures nothing. */
const finite = (value: number): number => (Number.isFinite(value) ? value : Number.NaN)
const hasOther = ({ string, bytes, dataset, template }: Metric): boolean =>
  string !== undefined || bytes !== undefined || dataset !== undefined || template !== undefined

/** Of the property `Quality`: 0 bad, 192 good, 500 stale are the specification's; between them as in OPC, where 64 and up is uncertain and 192 and up good. */
export function qualityOf({ properties }: Metric): QualityCode {
  const at = properties?.keys?.indexOf('Quality') ?? -1
  const value = at < 0 ? undefined : properties?.values?.[at]
  const code = value?.int ?? (value?.long === undefined ? undefined : Number(value.long))
  if (code === undefined) return quality.good
  if (code === 500) return quality.stale
  if (code < 64) return quality.bad
  return code >= 192 && code < 256 ? quality.good : quality.uncertain
}

/** Epoch ms, or NaN where there is none that a clock could show. */
export const timeOf = (timestamp: bigint | undefined): number =>
  timestamp !== undefined && timestamp <= 8_640_000_000_000_000n ? Number(timestamp) : Number.NaN
