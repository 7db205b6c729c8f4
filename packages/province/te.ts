/**
 * The tags of the Tennessee Eastman plant (田纳西-伊斯曼装置): 41 measurements (XMEAS) and 11 manipulated variables (XMV) of Downs & Vogel,
 * Computers chem. Engng 17 (1993) 245–255; reactor pressure, levels and temperature have the paper's operating limits (table 6), the rest are defaults.
 */
import type { Severity } from '@anyuan/kernel'
import type { ProvinceTag, ProvinceTagAlarms, TagKind } from './shapes.ts'
import { makeTag, type TagOwner } from './tags.ts'

type Limits = { ll?: number; l?: number; h?: number; hh?: number }
type Row = [string, string, TagKind, string, number, number, number, Limits?]
// zh, en, kind, unit, range low, range high, base value, limits
const MEASUREMENTS: Row[] = [
  ['A 进料流量', 'A feed', 'flow', 'km³/h', -0.1, 1.2, 0.25, { ll: 0.03, l: 0.1, h: 0.6, hh: 0.9 }],
  ['D 进料流量', 'D feed', 'flow', 'kg/h', 0, 6000, 3664],
  ['E 进料流量', 'E feed', 'flow', 'kg/h', 0, 8000, 4509],
  ['A/C 进料流量', 'A and C feed', 'flow', 'km³/h', 0, 16, 9.35, { l: 8.5 }],
  ['循环气流量', 'recycle flow', 'flow', 'km³/h', 0, 50, 26.9],
  ['反应器进料量', 'reactor feed rate', 'flow', 'km³/h', 0, 80, 42.3],
  ['反应器压力', 'reactor pressure', 'pressure', 'kPa', 2000, 3200, 2705, { h: 2800, hh: 2895 }],
  ['反应器液位', 'reactor level', 'level', '%', 0, 120, 75, { l: 50, h: 100 }],
  ['反应器温度', 'reactor temperature', 'temperature', '℃', 0, 200, 120.4, { h: 150 }],
  ['放空流量', 'purge rate', 'flow', 'km³/h', 0, 1.2, 0.337],
  ['产品分离器温度', 'product separator temperature', 'temperature', '℃', 0, 150, 80.1, { l: 75 }],
  ['产品分离器液位', 'product separator level', 'level', '%', 0, 120, 50, { l: 30, h: 100 }],
  ['产品分离器压力', 'product separator pressure', 'pressure', 'kPa', 2000, 3200, 2634, { h: 2850 }],
  ['产品分离器底流', 'product separator underflow', 'flow', 'm³/h', 0, 60, 25.2],
  ['汽提塔液位', 'stripper level', 'level', '%', 0, 120, 50, { l: 30, h: 100 }],
  ['汽提塔压力', 'stripper pressure', 'pressure', 'kPa', 2500, 3800, 3102, { h: 3300 }],
  ['汽提塔底流', 'stripper underflow', 'flow', 'm³/h', 0, 60, 22.9],
  ['汽提塔温度', 'stripper temperature', 'temperature', '℃', 0, 120, 65.7, { h: 71 }],
  ['汽提塔蒸汽流量', 'stripper steam flow', 'flow', 'kg/h', 0, 600, 230, { h: 350 }],
  ['压缩机功率', 'compressor work', 'other', 'kW', 0, 600, 341],
  ['反应器冷却水出口温度', 'reactor cooling water outlet temperature', 'temperature', '℃', 0, 150, 94.6],
  ['冷凝器冷却水出口温度', 'separator cooling water outlet temperature', 'temperature', '℃', 0, 150, 77.3],
]
const STREAMS: [string, string, string][] = [
  ['反应器进料组分', 'reactor feed component', 'ABCDEF'],
  ['放空气组分', 'purge gas component', 'ABCDEFGH'],
  ['产品组分', 'product component', 'DEFGH'],
]
const VALVES: [string, string][] = [
  ['D 进料阀', 'D feed valve'],
  ['E 进料阀', 'E feed valve'],
  ['A 进料阀', 'A feed valve'],
  ['A/C 进料阀', 'A and C feed valve'],
  ['压缩机循环阀', 'compressor recycle valve'],
  ['放空阀', 'purge valve'],
  ['分离器底流阀', 'separator underflow valve'],
  ['汽提塔底流阀', 'stripper underflow valve'],
  ['汽提塔蒸汽阀', 'stripper steam valve'],
  ['反应器冷却水阀', 'reactor cooling water valve'],
  ['冷凝器冷却水阀', 'condenser cooling water valve'],
]

/** All 52 tags. `play.variable` is the column of the run (`XMEAS7`). Noise is none: the runs carry their own. */
export function tennesseeEastmanTags(owner: TagOwner): ProvinceTag[] {
  const rows: [string, Row][] = MEASUREMENTS.map((row, i) => [`XMEAS${i + 1}`, row])
  for (const [zh, en, components] of STREAMS)
    for (const letter of components)
      rows.push([`XMEAS${rows.length + 1}`, [`${zh} ${letter}`, `${en} ${letter}`, 'composition', 'mol%', -1, 100, 0]])
  VALVES.forEach(([zh, en], i) => {
    rows.push([`XMV${i + 1}`, [`${zh}开度`, `${en} opening`, 'other', '%', -5, 105, 50]])
  })
  return rows.map(([column, [name, nameEn, kind, unit, low, high, nominal, limits]]) =>
    makeTag(owner, {
      suffix: column,
      name,
      nameEn,
      kind,
      unit,
      range: [low, high],
      alarms: limits && alarms(limits, high - low),
      guidance: limits ? 'te' : null,
      play: { model: 'te', variable: column, nominal, noise: 0, decimals: 6 },
    }),
  )
}

function alarms(limits: Limits, span: number): Partial<ProvinceTagAlarms> {
  const level = (threshold: number | undefined, severity: Severity) =>
    threshold === undefined ? undefined : { threshold, severity, enabled: true }
  const all = { lowLow: level(limits.ll, 1), low: level(limits.l, 3), high: level(limits.h, 3), highHigh: level(limits.hh, 1) }
  return {
    ...Object.fromEntries(Object.entries(all).filter(([, v]) => v !== undefined)),
    deadband: span * 0.005,
    onDelaySeconds: 10,
    offDelaySeconds: 15,
  } // default, not from a standard
}
