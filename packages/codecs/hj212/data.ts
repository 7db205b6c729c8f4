/** What a data message (数据上传) of HJ 212 says: times, values and the quality that the data flags give them. */
import { type QualityCode, quality } from '@anyuan/kernel'
import { COMMANDS, DATA_FLAGS, QUALITY_OF_UNKNOWN_FLAG } from './facts.ts'
import type { Message } from './segment.ts'

/** One value of one factor (污染物因子). */
export interface FactorValue {
  /** Code of the factor, as `a34004`; for device states the code of the device. */
  factor: string
  /** `Rtd`, `ZsRtd`, `Avg`, `Min`, `Max`, `Cou`, `RS` and so on; of hours and days with the prefix `Hour` or `Day`, so that averages of unlike length never share a point. */
  field: string
  /** Epoch ms; NaN where it cannot be read. */
  time: number
  /** NaN where the logger has no value; null where the text is no number. */
  value: number | null
  quality: QualityCode
}

const SPAN_OF: Readonly<Record<string, string>> = { [COMMANDS.hourAverages]: 'Hour', [COMMANDS.dayAverages]: 'Day' }
const DATA_COMMANDS: ReadonlySet<string> = new Set([
  COMMANDS.realTime,
  COMMANDS.deviceState,
  COMMANDS.dayAverages,
  COMMANDS.deviceHours,
  COMMANDS.minuteAverages,
  COMMANDS.hourAverages,
])
/** Fields that say something of the other fields. */
const ABOUT_OTHERS: ReadonlySet<string> = new Set(['Flag', 'EFlag', 'SampleTime'])
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/
const NO_VALUE = /^-*$/

export const carriesData = (message: Message): boolean => DATA_COMMANDS.has(message.cn)

/** The address of a value in a source's list of points. */
export const addressOf = ({ factor, field }: Pick<FactorValue, 'factor' | 'field'>): string => `${factor}-${field}`

/** `DataTime` of the message, epoch ms; null where it has none, NaN where it cannot be read. */
export function dataTimeOf(message: Message): number | null {
  for (const group of message.groups) for (const [key, value] of group) if (key === 'DataTime') return epochMsOf(value)
  return null
}

/** @param dataTime of the message, or of the first packet of a split one; `SampleTime` of a factor goes before it. */
export function factorValues(message: Message, dataTime: number): FactorValue[] {
  const span = SPAN_OF[message.cn] ?? ''
  const flags = new Map<string, string>()
  const sampleTimes = new Map<string, string>()
  const plain: [factor: string, field: string, text: string][] = []
  for (const group of message.groups)
    for (const [key, text] of group) {
      const dash = key.lastIndexOf('-')
      if (dash < 1) continue
      const factor = key.slice(0, dash)
      const field = key.slice(dash + 1)
      if (field === 'Flag') flags.set(factor, text)
      else if (field === 'SampleTime') sampleTimes.set(factor, text)
      if (!ABOUT_OTHERS.has(field)) plain.push([factor, field, text])
    }
  return plain.map(([factor, field, text]) => {
    const sampleTime = sampleTimes.get(factor)
    return {
      factor,
      field: span + field,
      time: sampleTime === undefined ? dataTime : epochMsOf(sampleTime),
      value: numberOf(text),
      quality: qualityOfFlag(flags.get(factor)),
    }
  })
}

function numberOf(text: string): number | null {
  if (NO_VALUE.test(text)) return Number.NaN
  const value = NUMBER.test(text) ? Number(text) : Number.NaN
  return Number.isFinite(value) ? value : null
}

/** A factor without a flag is taken as normal, as public packets of the standard have it. */
export const qualityOfFlag = (flag: string | undefined): QualityCode =>
  flag === undefined || flag === '' ? quality.good : (DATA_FLAGS[flag.toUpperCase()]?.quality ?? QUALITY_OF_UNKNOWN_FLAG)

const BEIJING_MS = 8 * 3_600_000
const STAMP = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{3})?$/

/** `YYYYMMDDhhmmss[zzz]` of Beijing time → epoch ms; NaN for what is no such instant. */
export function epochMsOf(stamp: string): number {
  const parts = STAMP.exec(stamp)
  if (!parts) return Number.NaN
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, ms = 0] = parts.slice(1).map((part) => Number(part ?? 0))
  const at = Date.UTC(year, month - 1, day, hour, minute, second, ms)
  // Date.UTC would make 1 March of 30 February, and 1970 of the year 70
  return year >= 1970 && stampOf(at - BEIJING_MS).startsWith(stamp.slice(0, 14)) ? at - BEIJING_MS : Number.NaN
}

/** Epoch ms → `YYYYMMDDhhmmsszzz` of Beijing time, as a request number (QN) has it. */
export const stampOf = (epochMs: number): string => new Date(epochMs + BEIJING_MS).toISOString().replace(/\D/g, '')
