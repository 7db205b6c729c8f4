/** The platform's own tags (平台自身测点): what it measures of itself, with the limits they begin with. Ordinary tags from then on: limits are changed by change requests. */
import type { AssetsService } from '@anyuan/assets'
import type { NewTag, Tag } from '@anyuan/assets/contract'
import { isWithin, type OrgPath } from '@anyuan/kernel'
import type { OrganisationService } from '@anyuan/organisation'
import { HOUSE_SOURCE } from '@anyuan/telemetry'

/** The inner source that carries them; nobody can sign in as it, and no source of a customer can have its name. */
export const PLATFORM_SOURCE = HOUSE_SOURCE
export const PLATFORM_PROTOCOL = 'platform'
export const PLATFORM_SECONDS = 5 // default, not from a standard: how often the pipeline looks at itself

export const PLATFORM_TAGS = [
  'PLATFORM-LAG',
  'PLATFORM-LOOP-DELAY',
  'PLATFORM-JOURNAL-BACKLOG',
  'PLATFORM-DISK-JOURNAL',
  'PLATFORM-DISK-ARCHIVE',
  'PLATFORM-CLOCK',
  'PLATFORM-MEMORY',
  'PLATFORM-SOURCES-SILENT',
  'PLATFORM-REFUSED',
  'PLATFORM-ARCHIVE-AWAY',
  'PLATFORM-DATABASE-AWAY',
  'PLATFORM-API-AWAY',
  'PLATFORM-SHEDDING',
  'PLATFORM-CLIENTS',
] as const
export type PlatformTag = (typeof PLATFORM_TAGS)[number]

type Setting = Pick<NewTag, 'name' | 'unit' | 'rangeHigh' | 'alarms'> & { rangeLow?: number; kind?: NewTag['kind'] }
const away = (name: string, onDelaySeconds: number): Setting => ({
  name,
  unit: '',
  kind: 'switch',
  rangeHigh: 1,
  alarms: { state: { alarmWhen: true, severity: 2 }, onDelaySeconds },
})

// every number below: default, not from a standard
const SETTINGS: Record<PlatformTag, Setting> = {
  'PLATFORM-LAG': {
    name: '平台：从收到到落盘的时间（p99）',
    unit: 'ms',
    rangeHigh: 3_600_000,
    alarms: { high: { threshold: 1000, severity: 3 }, highHigh: { threshold: 10_000, severity: 2 }, onDelaySeconds: 30, deadband: 100 },
  },
  'PLATFORM-LOOP-DELAY': {
    name: '平台：数据管道的停顿（p99）',
    unit: 'ms',
    rangeHigh: 3_600_000,
    alarms: { high: { threshold: 500, severity: 3 }, onDelaySeconds: 30, deadband: 50 },
  },
  'PLATFORM-JOURNAL-BACKLOG': {
    name: '平台：等待归档的样本',
    unit: 'MiB',
    rangeHigh: 1e9,
    alarms: { high: { threshold: 1024, severity: 3 }, highHigh: { threshold: 8192, severity: 2 }, deadband: 64 },
  },
  'PLATFORM-DISK-JOURNAL': {
    name: '平台：日志卷剩余空间',
    unit: '%',
    rangeHigh: 100,
    alarms: { low: { threshold: 15, severity: 3 }, lowLow: { threshold: 5, severity: 1 }, deadband: 1 },
  },
  'PLATFORM-DISK-ARCHIVE': {
    name: '平台：归档卷剩余空间',
    unit: '%',
    rangeHigh: 100,
    alarms: { low: { threshold: 15, severity: 3 }, lowLow: { threshold: 5, severity: 2 }, deadband: 1 },
  },
  'PLATFORM-CLOCK': {
    name: '平台：机器时钟被拨动',
    unit: 's',
    rangeLow: -1e9,
    rangeHigh: 1e9,
    alarms: { low: { threshold: -2, severity: 2 }, high: { threshold: 2, severity: 2 }, deadband: 1 },
  },
  'PLATFORM-MEMORY': {
    name: '平台：数据管道的内存',
    unit: 'MiB',
    rangeHigh: 1e7,
    alarms: { high: { threshold: 4096, severity: 3 }, onDelaySeconds: 60, deadband: 256 },
  },
  'PLATFORM-SOURCES-SILENT': {
    name: '平台：全部测点沉默的数据源',
    unit: '个',
    rangeHigh: 1e6,
    alarms: { high: { threshold: 0.5, severity: 3 }, onDelaySeconds: 60 },
  },
  'PLATFORM-REFUSED': {
    name: '平台：每分钟拒收的样本',
    unit: '个/min',
    rangeHigh: 1e9,
    alarms: { high: { threshold: 600, severity: 4 }, onDelaySeconds: 60, deadband: 60 },
  },
  'PLATFORM-ARCHIVE-AWAY': away('平台：归档不可用', 30),
  'PLATFORM-DATABASE-AWAY': away('平台：数据库不可用', 30),
  'PLATFORM-API-AWAY': away('平台：业务服务不可用', 60),
  'PLATFORM-SHEDDING': {
    name: '平台：因过载让出的等级',
    unit: '',
    rangeHigh: 4,
    alarms: { high: { threshold: 0.5, severity: 3 }, highHigh: { threshold: 3.5, severity: 1 }, onDelaySeconds: 5 },
  },
  'PLATFORM-CLIENTS': { name: '平台：实时连接的浏览器', unit: '个', rangeHigh: 1e6, alarms: {} },
}

const HOUSE_CALLER = { accountId: '', name: '安园', address: 'local', scope: [''] as string[] }

/** Makes what is missing, at the topmost unit; what is there stays as people have set it. */
export async function ensurePlatformTags(house: {
  assets: Pick<AssetsService, 'allTags' | 'addTag'>
  organisation: Pick<OrganisationService, 'nodes'>
}): Promise<void> {
  const root = topmost((await house.organisation.nodes(HOUSE_CALLER)).map((node) => node.path))
  if (!root) return
  const known = new Set<Tag['code']>((await house.assets.allTags()).map((tag) => tag.code))
  for (const code of PLATFORM_TAGS) {
    if (known.has(code)) continue
    await house.assets.addTag(HOUSE_CALLER, {
      code,
      org: root,
      kind: 'other',
      rangeLow: 0,
      expectedIntervalSeconds: PLATFORM_SECONDS,
      owner: '系统管理员',
      ...SETTINGS[code],
    })
  }
}

/** The unit within which all others are; undefined for an empty house. */
const topmost = (paths: readonly OrgPath[]): OrgPath | undefined => paths.find((path) => paths.every((other) => isWithin(other, path)))
