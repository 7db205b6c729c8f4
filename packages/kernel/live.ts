/** What is true of a value besides the value: its quality (质量), and how grave an alarm (报警等级) on it is. */
import { z } from 'zod'

/** Absence of data is a state of its own (`stale`), never a normal value. The number travels on the wire and in the archive. */
export const quality = { good: 0, uncertain: 1, bad: 2, stale: 3, outOfService: 4 } as const
export type QualityName = keyof typeof quality
export type QualityCode = (typeof quality)[QualityName]
export const QUALITY_NAMES = ['good', 'uncertain', 'bad', 'stale', 'outOfService'] as const satisfies readonly QualityName[]

/** 1 is the gravest: 红 I · 橙 II · 黄 III · 蓝 IV. */
export const Severity = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]).describe('1 red, 2 orange, 3 yellow, 4 blue')
export type Severity = z.infer<typeof Severity>
export const SEVERITIES = [1, 2, 3, 4] as const satisfies readonly Severity[]
