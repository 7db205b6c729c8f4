/** The alarm design of the demo province: classes on tags, limit sets by state, slopes and flat lines watched, calculated alarms, one cause with its consequences, guidance for a whole park. */
import type { SuppressionRule } from '@anyuan/alarm-design/contract'
import type { NewTag } from '@anyuan/assets/contract'
import type { Caller, OrgPath } from '@anyuan/kernel'
import { alarmNumberOf } from '@anyuan/monitoring'
import type { Province, ProvinceTag } from '@anyuan/province'
import type { House } from '../modules.ts'

const isReactor = (tag: ProvinceTag, suffix: string) => /-R\d+$/.test(tag.assetCode ?? '') && tag.code.endsWith(suffix)
const isTank = (tag: ProvinceTag, suffix: string) => /-T\d+$/.test(tag.assetCode ?? '') && tag.code.endsWith(suffix)
const isLine = (tag: ProvinceTag, suffix: string) => /-L\d+$/.test(tag.assetCode ?? '') && tag.code.endsWith(suffix)

/** The tags of the province with what belongs to their design. */
export const designedTags = (province: Province): NewTag[] =>
  province.tags.map((tag) => ({ ...tag, alarms: { ...tag.alarms, ...designOf(tag) } }))

function designOf(tag: ProvinceTag): Partial<NonNullable<NewTag['alarms']>> {
  const { high, highHigh } = tag.alarms
  if (isReactor(tag, 'TT01') && high && highHigh)
    return {
      classCode: 'process',
      rateOfChange: { perSecond: 0.5, windowSeconds: 60, severity: 2, enabled: true }, // default, not from a standard
      sets: [
        { when: { state: 'overhaul' }, limits: null, without: ['noData', 'rateOfChange'] },
        {
          when: { state: 'startup_shutdown' },
          limits: { high: { ...high, threshold: high.threshold + 6 }, highHigh: { ...highHigh, threshold: highHigh.threshold + 6 } }, // default, not from a standard
          without: ['rateOfChange'],
        },
      ],
    }
  if (isReactor(tag, 'XS01')) return { sets: [{ when: { state: 'overhaul' }, limits: null, without: ['state'] }] }
  if (isReactor(tag, 'PT01')) return { classCode: 'process' }
  if (isTank(tag, 'LT01')) return { rateOfChange: { perSecond: 0.5, windowSeconds: 60, severity: 3, enabled: true } } // default, not from a standard
  // a flow that has not moved at all for half an hour is a transmitter that has stopped measuring
  if (isLine(tag, 'FT01')) return { classCode: 'equipment', flatLine: { windowSeconds: 1800, span: 0, severity: 4, enabled: true } } // default, not from a standard
  return {}
}

/** Calculated alarms of the first park: votes of three gas detectors, two tanks that drift apart, an agitator that stands while it is hot. */
function calculatedTags(province: Province): NewTag[] {
  const park = province.parks[0]
  if (!park) return []
  const here = province.tags.filter((tag) => tag.org.startsWith(`${park.org}.`))
  const common = { rangeLow: 0, expectedIntervalSeconds: 5, unit: '' } as const
  const made: NewTag[] = []
  const gas = firstGroup(
    here.filter((tag) => tag.kind === 'combustible_gas'),
    3,
  )
  if (gas) {
    const [first] = gas
    made.push({
      ...common,
      code: `${park.code}-VOTE-G01`,
      name: '可燃气体 3 取 2 表决',
      org: first!.org,
      assetCode: first!.assetCode,
      position: first!.position,
      kind: 'switch',
      rangeHigh: 1,
      formula: `votes(2, ${gas.map((tag) => `{${tag.code}} >= 25`).join(', ')})`, // default, not from a standard
      alarms: { state: { alarmWhen: true, severity: 1 }, classCode: 'gas' },
      guidance: first!.guidance,
    })
  }
  const tanks = firstGroup(
    here.filter((tag) => isTank(tag, 'TT01')),
    2,
  )
  if (tanks) {
    const [one, other] = tanks
    made.push({
      ...common,
      code: `${park.code}-DEV-T01`,
      name: '同区储罐温度偏差',
      org: one!.org,
      assetCode: one!.assetCode,
      position: one!.position,
      kind: 'temperature',
      unit: '℃',
      rangeHigh: 60,
      formula: `abs({${one!.code}} - {${other!.code}})`,
      alarms: { high: { threshold: 12, severity: 3 }, deadband: 1, onDelaySeconds: 60 }, // default, not from a standard
      guidance: one!.guidance,
    })
  }
  const hot = here.find((tag) => isReactor(tag, 'TT01'))
  const agitator = hot && here.find((tag) => tag.assetCode === hot.assetCode && tag.code.endsWith('XS01'))
  if (hot?.alarms.high && agitator)
    made.push({
      ...common,
      code: `${hot.assetCode}-XA01`,
      name: '搅拌停止且温度高',
      org: hot.org,
      assetCode: hot.assetCode,
      position: hot.position,
      kind: 'switch',
      rangeHigh: 1,
      formula: `{${agitator.code}} == 0 && {${hot.code}} >= ${hot.alarms.high.threshold}`,
      alarms: { state: { alarmWhen: true, severity: 1 }, classCode: 'trip' },
      guidance: agitator.guidance,
    })
  return made
}

/** The first place that has as many of these. */
function firstGroup(tags: readonly ProvinceTag[], size: number): ProvinceTag[] | null {
  const byPlace = Map.groupBy(tags, (tag) => tag.org)
  return [...byPlace.values()].find((group) => group.length >= size)?.slice(0, size) ?? null
}

/** Everything of the design that is no tag's own. */
export async function seedDesign(house: House, province: Province, caller: Caller): Promise<void> {
  await house.assets.addMany(caller, [], calculatedTags(province))
  const reason = '示例'
  for (const { org } of province.parks) {
    const anyAlarm = { org, assetKind: null, assetCode: null, tagCode: null, reason } as const
    const onlyTime = { cause: null, consequence: null, action: null, phone: null }
    await house.alarmDesign.writeTemplate(caller, { ...anyAlarm, alarmReason: null, words: { ...onlyTime, respondWithinSeconds: 600 } })
    await house.alarmDesign.writeTemplate(caller, {
      ...anyAlarm,
      alarmReason: 'high_high',
      words: { ...onlyTime, respondWithinSeconds: 300 },
    })
  }
  const [park] = province.parks
  if (!park) return
  const calendar = { org: park.org as OrgPath, except: [], reason }
  await house.alarmDesign.writeCalendar(caller, {
    ...calendar,
    code: 'nights',
    name: '夜班',
    weekly: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '20:00', to: '08:00' }],
    days: [],
  })
  await house.alarmDesign.writeCalendar(caller, {
    ...calendar,
    code: 'holidays',
    name: '节假日',
    weekly: [],
    days: [
      { from: '2026-10-01', to: '2026-10-07', name: '国庆节' },
      { from: '2027-01-01', to: '2027-01-01', name: '元旦' },
    ],
  })
  const rule = await causeGroup(house, province, park.org)
  if (rule) await house.alarmDesign.bringSuppression(caller, park.org as OrgPath, rule)
}

/** A line that lost its pressure has no flow to speak of: the pressure names the cause. */
async function causeGroup(house: House, province: Province, park: string): Promise<SuppressionRule | null> {
  const pressure = province.tags.find((tag) => tag.org.startsWith(`${park}.`) && isLine(tag, 'PT01'))
  if (!pressure) return null
  const flow = `${pressure.assetCode}-FT01`
  const numbers = new Map((await house.assets.tagsByCode([pressure.code, flow])).map((tag) => [tag.code, tag.number]))
  const [cause, consequence] = [numbers.get(pressure.code), numbers.get(flow)]
  if (cause === undefined || consequence === undefined) return null
  return {
    code: `${pressure.assetCode}-pressure`,
    reason: '示例：管线失压时低流量是其后果',
    when: { causeAlarm: alarmNumberOf(cause, 'limit') },
    alarms: [alarmNumberOf(consequence, 'limit')],
    settleSeconds: 60, // default, not from a standard
  }
}
