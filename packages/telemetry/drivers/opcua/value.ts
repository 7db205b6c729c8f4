/** What an OPC UA value is to us: one number with a quality and a time, or not a number. Pure. */
import { type QualityCode, quality } from '@anyuan/kernel'
import { DataType, type DataValue, type StatusCode, StatusCodes, type Variant, VariantArrayType } from 'node-opcua-client'

const WORD = 2 ** 32

/** @returns the number of a scalar, or null: texts, times, arrays and structures are none. */
export function numberOf(variant: Variant | undefined): number | null {
  if (!variant || variant.arrayType !== VariantArrayType.Scalar) return null
  switch (variant.dataType) {
    case DataType.Boolean:
      return variant.value ? 1 : 0
    case DataType.SByte:
    case DataType.Byte:
    case DataType.Int16:
    case DataType.UInt16:
    case DataType.Int32:
    case DataType.UInt32:
    case DataType.Float:
    case DataType.Double:
      return Number(variant.value)
    case DataType.Int64:
    case DataType.UInt64: {
      // the library hands them over in two words, the higher first
      const [high = 0, low = 0] = variant.value as [number, number]
      return (variant.dataType === DataType.Int64 ? high | 0 : high >>> 0) * WORD + (low >>> 0)
    }
    default:
      return null
  }
}

/** The two highest bits are the severity: 00 good, 01 uncertain, 1x bad (OPC 10000-4, 7.39.1). */
export function qualityOf(status: StatusCode): QualityCode {
  if (status.value === StatusCodes.BadOutOfService.value) return quality.outOfService
  const severity = status.value >>> 30 // OPC 10000-4, 7.39.1
  return severity === 0 ? quality.good : severity === 1 ? quality.uncertain : quality.bad
}

/** Device time where the server knows one, epoch ms; null where neither it nor the server's own is given. */
export function timeOf({ sourceTimestamp, serverTimestamp }: Pick<DataValue, 'sourceTimestamp' | 'serverTimestamp'>): number | null {
  for (const time of [sourceTimestamp, serverTimestamp]) if (time && time.getTime() > 0) return time.getTime()
  return null
}
