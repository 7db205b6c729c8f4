/** What belongs to the park itself (公共区域): roads, water, pipe racks, management building, fire station, detectors along the racks, weather, gates, cameras. */
import { type OrgPath, toInstant } from '@anyuan/kernel'
import { gasTag, weatherTags } from './detector-tags.ts'
import type { Yard } from './enterprise.ts'
import type { ParkSeed } from './parks.ts'
import type { Line, ParkPlan } from './plan.ts'
import { centre, corners, inset } from './plot.ts'
import type { LocalPoint, Projection } from './projection.ts'
import { randomStream } from './random.ts'
import type { ProvinceAssetDetail, ProvinceGround } from './shapes.ts'
import { substance } from './substances.ts'
import { pipeTags, type TagOwner } from './tags.ts'

const DAY_MS = 86_400_000
const RACK_STEP_METRES = 170
const two = (n: number): string => String(n).padStart(2, '0')
const UTILITIES: [string, string, string | null, number, number][] = [
  ['蒸汽', 'steam', '7732-18-5', 55, 0.9],
  ['氮气', 'nitrogen', '7727-37-9', 80, 0.65],
  ['天然气', 'natural gas', '74-82-8', 45, 0.38],
]

/** Builds the park's own things into `yard`. */
export function buildPublicArea(
  yard: Yard,
  runSeed: number,
  park: ParkSeed,
  org: OrgPath,
  plan: ParkPlan,
  projection: Projection,
  asOfMs: number,
): void {
  const random = randomStream(runSeed, `public:${park.code}`)
  const firstTag = yard.tags.length
  const counters = new Map<string, number>()
  const ground = (
    id: string,
    kind: ProvinceGround['kind'],
    name: string | null,
    outline: ProvinceGround['outline'],
    widthMetres: number | null = null,
  ) => yard.ground.push({ id: `${park.code}-${id}`, org, kind, name, widthMetres, outline })
  const asset = (letter: string, zh: string, en: string, point: LocalPoint, detail: ProvinceAssetDetail): TagOwner => {
    const n = (counters.get(letter) ?? 0) + 1
    counters.set(letter, n)
    const position = projection.position(point)
    const code = `${park.code}-PUB-${letter}${two(n)}`
    const name = `${zh} ${letter}${two(n)}`
    const nameEn = `${en} ${letter}${two(n)}`
    yard.assets.push({ code, org, name, nameEn, position, outline: null, detail })
    return { code, name, nameEn, org, position, phone: '内线 8119', owner: '园区应急指挥中心' }
  }

  ground('water', 'water', park.water, projection.polygon(plan.water))
  plan.green.forEach((rect, i) => void ground(`green${i + 1}`, 'green', '滨水绿带', projection.polygon(corners(rect))))
  plan.reserved.forEach((plot, i) => void ground(`reserved${i + 1}`, 'green', '预留用地', projection.polygon(corners(inset(plot.rect, 4)))))
  plan.mainRoads.forEach((road, i) => void ground(`main${i + 1}`, 'road', road.name, projection.line(road.points), road.widthMetres))
  plan.sideRoads.forEach((road, i) => void ground(`side${i + 1}`, 'road', road.name, projection.line(road.points), road.widthMetres))
  plan.pipeRacks.forEach((rack, i) => void ground(`rack${i + 1}`, 'pipe_rack', rack.name, projection.line(rack.points), rack.widthMetres))
  for (const [id, plot, name] of [
    ['management', plan.management, '园区管理中心'],
    ['fire', plan.fireStation, '特勤消防站'],
    ['treatment', plan.treatment, '污水处理厂'],
  ] as const) {
    ground(`${id}-plot`, 'plot', name, projection.polygon(corners(plot.rect)))
    const { x0, x1, y0, y1 } = plot.rect
    const edge =
      plot.front === 'south'
        ? { y0: y0 + (y1 - y0) * 0.12, y1: y0 + (y1 - y0) * 0.42 }
        : { y0: y1 - (y1 - y0) * 0.42, y1: y1 - (y1 - y0) * 0.12 }
    ground(`${id}-building`, 'building', name, projection.polygon(corners({ x0: x0 + (x1 - x0) * 0.2, x1: x0 + (x1 - x0) * 0.8, ...edge })))
  }

  for (const place of [centre(plan.management.rect), { x: plan.boundary.x1 - 90, y: plan.boundary.y1 - 90 }])
    for (const tag of weatherTags(asset('M', '气象站', 'Weather station', place, { kind: 'weather_station', mastHeightMetres: 10 })))
      yard.tags.push(tag)

  plan.pipeRacks.forEach((rack, i) => {
    const [name, nameEn, cas, flow, megapascals] = UTILITIES[i % UTILITIES.length]!
    const pipe = asset('L', `公共管廊${name}管线`, `Public ${nameEn} line`, along(rack, 0.5), { kind: 'pipe', substance: { name, cas } })
    yard.tags.push(...pipeTags(pipe, flow, megapascals))
    const count = Math.floor(lengthOf(rack) / RACK_STEP_METRES)
    for (let n = 0; n < count; n++) {
      const of = substance(park.publicGases[(n + i) % park.publicGases.length]!)
      const toxic = of.detects === 'toxic'
      const detector = asset('G', `公共区域${of.name}探测器`, `Public area ${of.nameEn} detector`, along(rack, (n + 0.5) / count), {
        kind: 'gas_detector',
        substance: { name: of.name, cas: of.cas },
        medium: toxic ? 'toxic' : 'combustible',
        principle: toxic ? 'electrochemical' : 'infrared',
        mountingHeightMetres: of.molarMassGramsPerMol >= 28.96 ? 0.5 : 2.5, // GB/T 50493-2019 6.1.2; molar mass of air as in the set-point table
        calibrationDueAt: toInstant(asOfMs + Math.round(random.between(5, 360) * DAY_MS)),
      })
      yard.tags.push(gasTag(detector, of))
    }
  })

  const vertical = plan.mainRoads.filter((road) => road.points[0]!.x === road.points[1]!.x)
  const horizontal = plan.mainRoads.filter((road) => road.points[0]!.y === road.points[1]!.y)
  for (const v of vertical)
    for (const h of horizontal)
      asset(
        'C',
        `${v.name}${h.name}路口摄像机`,
        'Crossing camera',
        { x: v.points[0]!.x + 14, y: h.points[0]!.y + 14 },
        { kind: 'camera', streamUrl: null },
      )
  const middle = horizontal[1]!.points[0]!.y
  const { x0, x1, y1 } = plan.boundary
  for (const [name, nameEn, point] of [
    ['西卡口', 'West gate', { x: x0 + 20, y: middle }],
    ['东卡口', 'East gate', { x: x1 - 20, y: middle }],
    ['北卡口', 'North gate', { x: vertical[2]!.points[0]!.x, y: y1 - 20 }],
  ] as const)
    asset('D', name, nameEn, point, { kind: 'gate', lanes: 4 })

  yard.sources.push({
    code: `GW-${park.code}-PUB`,
    name: `${park.name} 公共区域网关`,
    nameEn: `${park.nameEn} public area gateway`,
    org,
    parkCode: park.code,
    protocol: 'mqtt',
    tagCodes: yard.tags.slice(firstTag).map((tag) => tag.code),
  })
}

const lengthOf = ({ points: [a, b] }: Line): number => Math.hypot(b!.x - a!.x, b!.y - a!.y)
const along = ({ points: [a, b] }: Line, fraction: number): LocalPoint => ({
  x: a!.x + (b!.x - a!.x) * fraction,
  y: a!.y + (b!.y - a!.y) * fraction,
})
