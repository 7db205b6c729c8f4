/** Tags (测点) of gas detectors, oxygen, shut-off valves and weather stations. Gas set-points follow GB/T 50493-2019. */
import type { ProvinceTag, ProvinceTagAlarms } from './shapes.ts'
import { ppmFromMgPerCubicMetre, type Substance } from './substances.ts'
import { limit, makeTag, round, SILENT, type TagOwner } from './tags.ts'

/** Rounds down to two significant digits, so that a set-point never exceeds what it was computed from. */
const floor2 = (value: number): number => {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1)
  return round(Math.floor(value / unit + 1e-9) * unit, 6)
}

/** The one tag of a gas detector. Set-points at, never above, what GB/T 50493-2019 5.5.2 allows; range after 5.5.1. */
export function gasTag(owner: TagOwner, of: Substance): ProvinceTag {
  if (of.detects === 'toxic' && of.oelMgPerCubicMetre !== null) {
    const oelPpm = ppmFromMgPerCubicMetre(of.oelMgPerCubicMetre, of.molarMassGramsPerMol)
    const high = floor2(oelPpm) // GB/T 50493-2019 5.5.2: level 1 ≤ 100 %OEL
    const highHigh = floor2(oelPpm * 2) // GB/T 50493-2019 5.5.2: level 2 ≤ 200 %OEL
    return makeTag(owner, {
      suffix: 'AT01',
      name: `${of.name}浓度`,
      nameEn: `${of.nameEn} concentration`,
      kind: 'toxic_gas',
      unit: 'ppm',
      range: [0, floor2(oelPpm * 3)], // GB/T 50493-2019 5.5.1: 0–300 %OEL
      alarms: {
        high: limit(high, 2),
        highHigh: limit(highHigh, 1),
        deadband: round(high * 0.1, 4),
        onDelaySeconds: 0,
        offDelaySeconds: 15,
        ...SILENT,
        badQuality: { severity: 4, enabled: true },
      }, // default, not from a standard
      guidance: 'toxic',
      play: { model: 'gas', variable: of.key, nominal: 0, noise: high * 0.015, decimals: high < 1 ? 3 : 2, t90Seconds: 40 },
    })
  }
  return makeTag(owner, {
    suffix: 'AT01',
    name: `${of.name}可燃气浓度`,
    nameEn: `${of.nameEn} combustible gas`,
    kind: 'combustible_gas',
    unit: '%LEL',
    range: [0, 100], // GB/T 50493-2019 5.5.1: 0–100 %LEL
    alarms: {
      high: limit(25, 2),
      highHigh: limit(50, 1),
      deadband: 2,
      onDelaySeconds: 2,
      offDelaySeconds: 15,
      ...SILENT,
      badQuality: { severity: 4, enabled: true },
    }, // GB/T 50493-2019 5.5.2: ≤ 25 / ≤ 50 %LEL
    guidance: 'combustible',
    play: { model: 'gas', variable: of.key, nominal: 0, noise: 0.25, decimals: 1, t90Seconds: 20 },
  })
}

export function oxygenTag(owner: TagOwner): ProvinceTag {
  return makeTag(owner, {
    suffix: 'AT01',
    name: '氧浓度',
    nameEn: 'oxygen',
    kind: 'oxygen',
    unit: '%VOL',
    range: [0, 25], // GB/T 50493-2019 5.5.1
    alarms: { low: limit(19.5, 2), high: limit(23.5, 2), deadband: 0.2, onDelaySeconds: 5, offDelaySeconds: 15, ...SILENT }, // GB/T 50493-2019 5.5.2
    guidance: 'oxygen',
    play: { model: 'oxygen', variable: 'oxygen', nominal: 20.9, noise: 0.03, t90Seconds: 15 },
  })
}

/** Emergency shut-off valve (紧急切断阀): 1 is closed. */
export function valveTag(owner: TagOwner): ProvinceTag {
  return makeTag(owner, {
    suffix: 'ZS01',
    name: '紧急切断阀关到位',
    nameEn: 'emergency shut-off valve closed',
    kind: 'switch',
    unit: '',
    range: [0, 1],
    alarms: { state: { alarmWhen: true, severity: 2, enabled: true } },
    guidance: 'valve',
    play: { model: 'switch', variable: 'closed', nominal: 0, noise: 0, decimals: 0 },
  })
}

export function weatherTags(owner: TagOwner): ProvinceTag[] {
  const tag = (
    suffix: string,
    name: string,
    nameEn: string,
    unit: string,
    range: [number, number],
    variable: string,
    noise: number,
    decimals: number,
    alarms?: Partial<ProvinceTagAlarms>,
  ) =>
    makeTag(owner, {
      suffix,
      name,
      nameEn,
      kind: 'weather',
      unit,
      range,
      alarms,
      guidance: alarms ? 'weather' : null,
      play: { model: 'weather', variable, nominal: 0, noise, decimals },
    })
  return [
    tag('TT01', '气温', 'air temperature', '℃', [-50, 60], 'temperature', 0.05, 1),
    tag('MT01', '相对湿度', 'relative humidity', '%RH', [0, 100], 'humidity', 0.3, 1),
    tag('WS01', '风速', 'wind speed', 'm/s', [0, 60], 'wind_speed', 0.05, 1, {
      high: limit(10.8, 4),
      highHigh: limit(17.2, 3),
      deadband: 0.5,
      onDelaySeconds: 30,
      offDelaySeconds: 60,
    }), // Beaufort 6 and 8, GB/T 28591-2012 table 1
    tag('WD01', '风向', 'wind direction', '°', [0, 360], 'wind_direction', 0.5, 0),
    tag('PA01', '气压', 'air pressure', 'hPa', [800, 1100], 'air_pressure', 0.03, 1),
    tag('RN01', '小时雨量', 'rain per hour', 'mm', [0, 200], 'rain', 0, 1),
  ]
}
