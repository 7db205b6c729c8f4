/** The five parks of the 2023 form: real names and approximate centres; the trades and everything on the ground are made up and say so (示例). */

export interface ParkSeed {
  code: string
  city: { label: string; name: string; nameEn: string }
  label: string
  name: string
  nameEn: string
  lon: number
  lat: number
  enterprises: number
  tiltDegrees: number
  water: string
  /** Trade keys with their weight; the first of the list is given to enterprise 01. */
  trades: [string, number][]
  /** What the public-area detectors look for. */
  publicGases: string[]
}

export const PARKS: ParkSeed[] = [
  {
    code: 'SY',
    city: { label: 'sy', name: '沈阳市', nameEn: 'Shenyang' },
    label: 'sypark',
    name: '沈阳化学工业园',
    nameEn: 'Shenyang Chemical Industry Park',
    lon: 123.12,
    lat: 41.69,
    enterprises: 38,
    tiltDegrees: 9,
    water: '示例河',
    trades: [
      ['chlor_alkali', 2],
      ['fine', 5],
      ['coating', 4],
      ['additive', 4],
      ['polymer', 3],
      ['storage', 2],
      ['petrochemical', 2],
    ],
    publicGases: ['chlorine', 'ammonia', 'toluene', 'vinyl_chloride'],
  },
  {
    code: 'FS',
    city: { label: 'fs', name: '抚顺市', nameEn: 'Fushun' },
    label: 'fspark',
    name: '抚顺高新技术产业开发区化工及精细化工园区',
    nameEn: 'Fushun High-tech Zone Chemical and Fine Chemical Park',
    lon: 124.05,
    lat: 41.85,
    enterprises: 44,
    tiltDegrees: -14,
    water: '示例排洪渠',
    trades: [
      ['fine', 4],
      ['petrochemical', 4],
      ['additive', 4],
      ['polymer', 3],
      ['storage', 2],
      ['coating', 2],
    ],
    publicGases: ['chlorine', 'ethylene_oxide', 'propylene', 'hydrogen_sulfide'],
  },
  {
    code: 'FX',
    city: { label: 'fx', name: '阜新市', nameEn: 'Fuxin' },
    label: 'fxpark',
    name: '辽宁阜新氟产业开发区',
    nameEn: 'Liaoning Fuxin Fluorine Industry Zone',
    lon: 121.48,
    lat: 41.97,
    enterprises: 42,
    tiltDegrees: 5,
    water: '示例水库',
    trades: [
      ['fluorine', 6],
      ['fine', 3],
      ['agrochemical', 3],
      ['additive', 2],
      ['storage', 1],
      ['chlor_alkali', 1],
    ],
    publicGases: ['hydrogen_fluoride', 'chlorine', 'hydrochloric_acid', 'methanol'],
  },
  {
    code: 'PJ',
    city: { label: 'pj', name: '盘锦市', nameEn: 'Panjin' },
    label: 'pjpark',
    name: '盘锦辽东湾新区石化及精细化工产业园区',
    nameEn: 'Panjin Liaodong Bay Petrochemical and Fine Chemical Park',
    lon: 122.05,
    lat: 40.69,
    enterprises: 60,
    tiltDegrees: 21,
    water: '示例港池',
    trades: [
      ['te', 0],
      ['petrochemical', 6],
      ['storage', 4],
      ['polymer', 4],
      ['fine', 3],
      ['additive', 3],
      ['chlor_alkali', 1],
    ],
    publicGases: ['hydrogen_sulfide', 'propylene', 'benzene', 'chlorine', 'lpg'],
  },
  {
    code: 'HLD',
    city: { label: 'hld', name: '葫芦岛市', nameEn: 'Huludao' },
    label: 'hldpark',
    name: '葫芦岛高新技术产业开发区化工园区',
    nameEn: 'Huludao High-tech Zone Chemical Park',
    lon: 120.96,
    lat: 40.77,
    enterprises: 46,
    tiltDegrees: 172,
    water: '示例入海渠',
    trades: [
      ['agrochemical', 4],
      ['fine', 4],
      ['chlor_alkali', 2],
      ['polymer', 2],
      ['coating', 2],
      ['storage', 2],
      ['additive', 2],
    ],
    publicGases: ['chlorine', 'ammonia', 'toluene', 'hydrochloric_acid'],
  },
]
