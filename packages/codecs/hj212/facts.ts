/**
 * Facts of HJ 212-2017 (污染物在线监控系统数据传输标准) that the codec needs, each with where it is from and how sure it is. `knowledge` means: known to
 * engineers and used by devices, not read again in the text of the standard here; `seen` means: also found in public packets. The edition of 2025
 * (HJ 212-2025, in force 2026-01-01) was not available; what is not listed here is read alike and refused nowhere.
 */
import { type QualityCode, quality } from '@anyuan/kernel'

export type Confidence = 'high' | 'medium' | 'low'
export type Provenance = 'knowledge' | 'seen' | 'public page'

/** Data flags (数据标记) and what they make of the quality. */
export interface DataFlag {
  zh: string
  en: string
  quality: QualityCode
  /** Why this quality. */
  because: string
  confidence: Confidence
  provenance: Provenance
}
export const DATA_FLAGS: Readonly<Record<string, DataFlag>> = {
  N: {
    zh: '正常',
    en: 'normal',
    quality: quality.good,
    because: 'the instrument vouches for the value',
    confidence: 'high',
    provenance: 'public page',
  },
  F: {
    zh: '停运',
    en: 'stopped',
    quality: quality.outOfService,
    because: 'the measured plant stands still; the value describes nothing',
    confidence: 'high',
    provenance: 'public page',
  },
  M: {
    zh: '维护',
    en: 'maintenance',
    quality: quality.outOfService,
    because: 'somebody works on the instrument',
    confidence: 'high',
    provenance: 'public page',
  },
  S: {
    zh: '手工输入',
    en: 'manual entry',
    quality: quality.uncertain,
    because: 'typed in, not measured',
    confidence: 'high',
    provenance: 'public page',
  },
  D: {
    zh: '故障',
    en: 'fault',
    quality: quality.bad,
    because: 'the instrument says that it is broken',
    confidence: 'high',
    provenance: 'public page',
  },
  C: {
    zh: '校准',
    en: 'calibration',
    quality: quality.outOfService,
    because: 'the instrument measures its test gas, not the plant',
    confidence: 'high',
    provenance: 'public page',
  },
  T: {
    zh: '超测量上限',
    en: 'over upper range',
    quality: quality.uncertain,
    because: 'at least so much: too high must still be judged as high',
    confidence: 'high',
    provenance: 'public page',
  },
  B: {
    zh: '通讯异常',
    en: 'communication fault',
    quality: quality.bad,
    because: 'the logger does not reach the instrument',
    confidence: 'high',
    provenance: 'public page',
  },
}
/** A letter that no edition we know has: taken, but not trusted. */
export const QUALITY_OF_UNKNOWN_FLAG: QualityCode = quality.uncertain

/** Commands (命令编码) that carry data to us, and those of the exchange itself. */
export const COMMANDS = {
  realTime: '2011',
  deviceState: '2021',
  dayAverages: '2031',
  deviceHours: '2041',
  minuteAverages: '2051',
  hourAverages: '2061',
  loggerStarted: '2081',
  clockRequest: '1013',
  requestAnswer: '9011',
  result: '9012',
  noticeAnswer: '9013',
  dataAnswer: '9014',
} as const // knowledge, high; HJ 212-2017 annex

/** System code (系统编码) of the exchange itself, in our answers. */
export const EXCHANGE_SYSTEM = '91' // knowledge, high

export interface SystemCode {
  zh: string
  confidence: Confidence
}
export const SYSTEM_CODES: Readonly<Record<string, SystemCode>> = {
  '21': { zh: '地表水质量监测', confidence: 'high' },
  '22': { zh: '空气质量监测', confidence: 'high' },
  '23': { zh: '声环境质量监测', confidence: 'medium' },
  '24': { zh: '地下水质量监测', confidence: 'medium' },
  '25': { zh: '土壤质量监测', confidence: 'medium' },
  '26': { zh: '海水质量监测', confidence: 'medium' },
  '27': { zh: '挥发性有机物监测', confidence: 'medium' },
  '31': { zh: '大气环境污染源', confidence: 'high' },
  '32': { zh: '地表水体环境污染源', confidence: 'high' },
  '33': { zh: '地下水体环境污染源', confidence: 'medium' },
  '34': { zh: '海洋环境污染源', confidence: 'medium' },
  '35': { zh: '土壤环境污染源', confidence: 'medium' },
  '36': { zh: '声环境污染源', confidence: 'medium' },
  '37': { zh: '振动环境污染源', confidence: 'medium' },
  '38': { zh: '放射性环境污染源', confidence: 'medium' },
  '39': { zh: '工地扬尘污染源', confidence: 'high' },
  '41': { zh: '电磁环境污染源', confidence: 'medium' },
  '51': { zh: '烟气排放过程监控', confidence: 'high' },
  '52': { zh: '污水排放过程监控', confidence: 'high' },
  '91': { zh: '系统交互', confidence: 'high' },
} // knowledge

/** Codes of results (请求返回、执行结果), for reading what a logger answers. */
export const REQUEST_RESULTS: Readonly<Record<string, string>> = {
  '1': 'ready to execute',
  '2': 'refused',
  '3': 'password error',
  '4': 'MN error',
  '5': 'ST error',
  '6': 'Flag error',
  '7': 'QN error',
  '8': 'CN error',
  '9': 'CRC error',
  '100': 'unknown',
} // knowledge, medium
export const EXECUTION_RESULTS: Readonly<Record<string, string>> = {
  '1': 'success',
  '2': 'failed, reason unknown',
  '3': 'command condition error',
  '4': 'communication timeout',
  '5': 'system busy',
  '6': 'system fault',
  '100': 'no data',
} // knowledge, medium
