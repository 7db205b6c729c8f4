/** One synthetic enterprise (示例企业): its units on the organisation tree, what stands on its plot, what measures it. */
import { type Instant, type OrgPath, type Position, toInstant } from '@anyuan/kernel'
import { gasTag, oxygenTag, valveTag } from './detector-tags.ts'
import type { ParkSeed } from './parks.ts'
import type { Plot, PlotSize } from './plan.ts'
import { around, beside, centre, circle, corners, type FarmPlace, inset, layPlot } from './plot.ts'
import type { LocalPoint, Projection } from './projection.ts'
import { type RandomStream, randomStream } from './random.ts'
import type { Province, ProvinceAsset, ProvinceAssetDetail, ProvinceTag } from './shapes.ts'
import { type Substance, substance } from './substances.ts'
import { pipeTags, reactorTags, type TagOwner, tankTags, warehouseTags } from './tags.ts'
import { tankShape } from './tank-shape.ts'
import { tennesseeEastmanTags } from './te.ts'
import { trade } from './trades.ts'

export interface EnterpriseSeed {
  number: number
  tradeKey: string
  size: PlotSize
  asOfMs: number
}
/** Collects what is built; `Province` without the names of the run. */
export type Yard = Pick<Province, 'units' | 'ground' | 'assets' | 'tags' | 'sources'>

const DAY_MS = 86_400_000
/** Where the prevailing south-westerly blows to, degrees anticlockwise from east. default, not from a standard */
const LEE_DEGREES = 70
const two = (n: number): string => String(n).padStart(2, '0')
const path = (text: string): OrgPath => text as OrgPath // built from labels that are lower case by construction
const named = (of: Substance) => ({ name: of.name, cas: of.cas })

/** How many tanks each farm has, and how many reactors: the plan needs it before anything is drawn. */
function equipment(random: RandomStream, seed: EnterpriseSeed): { farms: number[]; reactors: number } {
  const { size, tradeKey } = seed
  if (tradeKey === 'storage') return { farms: { small: [5, 4], medium: [6, 6], large: [8, 6, 6] }[size], reactors: 0 }
  const reactors = tradeKey === 'te' ? 1 : { small: 1, medium: 2, large: 3 }[size]
  return { farms: { small: [random.whole(3, 4)], medium: [random.whole(5, 6)], large: [6, 5] }[size], reactors }
}

/** Builds one enterprise into `yard`. */
export function buildEnterprise(
  yard: Yard,
  runSeed: number,
  park: ParkSeed,
  parkPath: OrgPath,
  plot: Plot,
  projection: Projection,
  seed: EnterpriseSeed,
): void {
  const code = `${park.code}-E${two(seed.number)}`
  const random = randomStream(runSeed, `enterprise:${code}`)
  const line = trade(seed.tradeKey)
  const { farms, reactors } = equipment(random, seed)
  const layout = layPlot(plot, seed.size, farms, reactors)
  const self = path(`${parkPath}.e${two(seed.number)}`)
  const name = seed.tradeKey === 'te' ? '示例化工 TE 装置' : `示例${line.zh} ${two(seed.number)}`
  const nameEn = seed.tradeKey === 'te' ? 'Example Chemicals TE plant' : `Example ${line.en} ${two(seed.number)}`
  const phone = `内线 ${8000 + seed.number}`
  const firstTag = yard.tags.length
  const at = (point: LocalPoint): Position => projection.position(point)

  const unit = (
    label: string,
    level: 'enterprise' | 'area' | 'unit',
    suffix: string,
    zh: string,
    en: string,
    outline: LocalPoint[],
    grade: 1 | 2 | 3 | 4 | null,
  ) => {
    const middle = outline.reduce((sum, p) => ({ x: sum.x + p.x / outline.length, y: sum.y + p.y / outline.length }), { x: 0, y: 0 })
    yard.units.push({
      path: path(label),
      level,
      code: suffix === '' ? code : `${code}-${suffix}`,
      name: zh,
      nameEn: en,
      position: at(middle),
      outline: projection.polygon(outline),
      trade: level === 'enterprise' ? line.zh : null,
      phone: level === 'enterprise' ? phone : null,
      majorHazardGrade: grade,
    })
    return path(label)
  }
  const counters = new Map<string, number>()
  const asset = (
    letter: string,
    org: OrgPath,
    zh: string,
    en: string,
    point: LocalPoint,
    outline: LocalPoint[] | null,
    detail: ProvinceAssetDetail,
  ): TagOwner => {
    const n = (counters.get(letter) ?? 0) + 1
    counters.set(letter, n)
    const made: ProvinceAsset = {
      code: `${code}-${letter}${two(n)}`,
      org,
      name: `${zh} ${letter}${two(n)}`,
      nameEn: `${en} ${letter}${two(n)}`,
      position: at(point),
      outline: outline && projection.polygon(outline),
      detail,
    }
    yard.assets.push(made)
    return {
      code: made.code,
      name: made.name,
      nameEn: made.nameEn,
      org,
      position: made.position,
      phone,
      owner: letter === 'G' ? '安全环保部' : '当班操作岗',
    }
  }
  const add = (...tags: ProvinceTag[]) => void yard.tags.push(...tags)
  const ground = (id: string, kind: 'plot' | 'building' | 'fence' | 'bund', label: string | null, outline: LocalPoint[], org: OrgPath) =>
    yard.ground.push({
      id: `${code}-${id}`,
      org,
      kind,
      name: label,
      widthMetres: null,
      outline: kind === 'fence' ? projection.line([...outline, outline[0]!]) : projection.polygon(outline),
    })
  const grade = (): 1 | 2 | 3 | 4 => (random.chance(0.12) ? 1 : random.chance(0.22) ? 2 : random.chance(0.45) ? 3 : 4)
  const calibrationDueAt = (): Instant =>
    toInstant(seed.asOfMs + Math.round((random.chance(0.03) ? -random.between(2, 25) : random.between(5, 360)) * DAY_MS))
  const detector = (org: OrgPath, point: LocalPoint, of: Substance) => {
    const toxic = of.detects === 'toxic'
    const owner = asset(
      'G',
      org,
      toxic ? '有毒气体探测器' : '可燃气体探测器',
      toxic ? 'Toxic gas detector' : 'Combustible gas detector',
      point,
      null,
      {
        kind: 'gas_detector',
        substance: named(of),
        medium: toxic ? 'toxic' : 'combustible',
        principle: toxic ? 'electrochemical' : random.chance(0.3) ? 'infrared' : 'catalytic',
        mountingHeightMetres: of.molarMassGramsPerMol / 28.96 >= 1 ? 0.5 : 2.5, // GB/T 50493-2019 6.1.2: 0.3–0.6 m above floor for heavier gas; air as in the set-point table
        calibrationDueAt: calibrationDueAt(),
      },
    )
    add(gasTag(owner, of))
  }

  unit(self, 'enterprise', '', name, nameEn, corners(plot.rect), null)
  ground('plot', 'plot', name, corners(plot.rect), self)
  ground('fence', 'fence', null, corners(layout.wall), self)
  ground('control', 'building', '中控室', corners(layout.controlRoom), self)

  // Tank farms: the pressure-stored first, each farm one or two substances of the same kind.
  const farmArea = unit(`${self}.a1`, 'area', 'A1', `${name} 储罐区`, `${nameEn} tank area`, corners(layout.farms[0]!.bund), null)
  const stored: Substance[] = []
  layout.farms.forEach((farm, f) => {
    const pressurised = line.pressure.length > 0 && f === 0 && (seed.number <= 2 || seed.size === 'large' || random.chance(0.5))
    const pool = pressurised ? line.pressure : line.atmospheric
    // Enterprise 01 and 02 keep the trade's first pressure gas, so that every park has its chlorine (or the like) whatever the seed.
    const first = pressurised && (seed.number <= 2 || random.chance(0.5)) ? pool[0]! : random.pick(pool)
    const kinds = [substance(first), substance(random.pick(pool))]
    stored.push(...kinds)
    const org = unit(
      `${self}.a1.u${f + 1}`,
      'unit',
      `A1-U${f + 1}`,
      `${kinds[0]!.name}罐组`,
      `${kinds[0]!.nameEn} tank farm`,
      corners(farm.bund),
      grade(),
    )
    ground(`bund${f + 1}`, 'bund', null, corners(farm.bund), org)
    buildFarm(farm, org, kinds)
  })

  function buildFarm(farm: FarmPlace, org: OrgPath, kinds: Substance[]): void {
    farm.tanks.forEach((place, i) => {
      const of = kinds[i < Math.ceil(farm.tanks.length / 2) ? 0 : 1]!
      const tank = tankShape(of, place.diameterMetres)
      const owner = asset('T', org, `${of.name}储罐`, `${of.nameEn} tank`, place.at, circle(place.at, tank.diameterMetres), {
        kind: 'tank',
        substance: named(of),
        volumeCubicMetres: tank.volumeCubicMetres,
        pressureClass: tank.pressureClass,
        heightMetres: tank.heightMetres,
      })
      add(...tankTags(owner, of, i === 0))
      if (i === 0) add(valveTag(owner))
      // One toxic detector a tank within 4 m of its outlet (GB/T 50493-2019 4.3), on the lee side of the prevailing south-westerly.
      if (of.detects === 'toxic' && of.storage === 'pressure')
        detector(org, beside(place.at, tank.diameterMetres / 2 + 1.5, LEE_DEGREES - park.tiltDegrees), of)
    })
    const seen = kinds.filter((of, i) => of.detects !== 'none' && kinds.indexOf(of) === i)
    const count = seen.some((of) => of.detects === 'toxic') ? 2 : { small: 3, medium: 5, large: 6 }[seed.size]
    if (seen.length > 0) around(farm.bund, count, 1.5).forEach((point, i) => void detector(org, point, seen[i % seen.length]!))
  }

  if (reactors > 0) {
    const area = unit(`${self}.a2`, 'area', 'A2', `${name} 生产区`, `${nameEn} process area`, corners(layout.process), null)
    const process = line.processes.length > 0 ? random.pick(line.processes) : undefined
    if (!process) throw new Error(`trade ${line.key} has reactors and no process`)
    const org = unit(
      `${self}.a2.u1`,
      'unit',
      'A2-U1',
      `${process.zh}装置`,
      `${process.en} unit`,
      corners(inset(layout.process, 4)),
      grade(),
    )
    ground('process', 'building', `${process.zh}装置`, corners(layout.process), area)
    const plant = asset('P', org, `${process.zh}装置`, `${process.en} plant`, centre(layout.process), null, {
      kind: 'plant',
      process: process.zh,
    })
    if (seed.tradeKey === 'te') add(...tennesseeEastmanTags(plant))
    for (const point of layout.reactors) {
      const volume = Math.round(random.between(6, 25) * 10) / 10
      const owner = asset('R', org, `${process.zh}反应釜`, `${process.en} reactor`, point, circle(point, 3 + volume / 12), {
        kind: 'reactor',
        process: process.zh,
        volumeCubicMetres: volume,
      })
      if (seed.tradeKey !== 'te') add(...reactorTags(owner, process.setpointCelsius))
    }
    const feed = stored[0]!
    const pipe = asset(
      'L',
      org,
      `${feed.name}进料管线`,
      `${feed.nameEn} feed line`,
      { x: layout.process.x0, y: (layout.process.y0 + layout.process.y1) / 2 },
      null,
      { kind: 'pipe', substance: named(feed) },
    )
    add(...pipeTags(pipe, Math.round(random.between(12, 90)), Math.round(random.between(0.3, 1.2) * 100) / 100))
    const seen = stored.filter((of, i) => of.detects !== 'none' && stored.indexOf(of) === i)
    const points = around(inset(layout.process, 6), { small: 2, medium: 3, large: 4 }[seed.size], 0)
    if (seen.length > 0) points.forEach((point, i) => void detector(org, point, seen[i % seen.length]!))
    const inside = asset('G', org, '氧气探测器', 'Oxygen detector', centre(layout.process), null, {
      kind: 'gas_detector',
      substance: { name: '氧气', cas: '7782-44-7' },
      medium: 'oxygen',
      principle: 'electrochemical',
      mountingHeightMetres: 1.5,
      calibrationDueAt: calibrationDueAt(),
    })
    add(oxygenTag(inside))
  } else {
    const feed = stored[0]!
    const pipe = asset('L', farmArea, `${feed.name}装车管线`, `${feed.nameEn} loading line`, layout.gate, null, {
      kind: 'pipe',
      substance: named(feed),
    })
    add(...pipeTags(pipe, Math.round(random.between(40, 120)), Math.round(random.between(0.3, 0.8) * 100) / 100))
  }

  const store = unit(`${self}.a3`, 'area', 'A3', `${name} 仓储区`, `${nameEn} warehouse area`, corners(layout.warehouse), null)
  const hazardous = seed.size !== 'small' || seed.tradeKey === 'storage' || random.chance(0.9)
  const storeOrg = hazardous
    ? unit(`${self}.a3.u1`, 'unit', 'A3-U1', '危险化学品仓库', 'hazardous goods warehouse', corners(layout.warehouse), grade())
    : store
  ground('warehouse', 'building', '仓库', corners(layout.warehouse), store)
  const house = asset('W', storeOrg, '危险化学品仓库', 'Warehouse', centre(layout.warehouse), corners(layout.warehouse), {
    kind: 'warehouse',
    substances: line.atmospheric.slice(0, 2).map((key) => named(substance(key))),
    floorSquareMetres: Math.round((layout.warehouse.x1 - layout.warehouse.x0) * (layout.warehouse.y1 - layout.warehouse.y0)),
  })
  add(...warehouseTags(house))
  const guarded = substance(line.atmospheric[0]!)
  if (guarded.detects !== 'none') for (const point of around(layout.warehouse, 2, 1)) detector(storeOrg, point, guarded)

  asset('D', self, '大门', 'Gate', layout.gate, null, { kind: 'gate', lanes: seed.size === 'large' ? 2 : 1 })
  asset('C', self, '大门摄像机', 'Gate camera', { x: layout.gate.x + 4, y: layout.gate.y }, null, { kind: 'camera', streamUrl: null })
  asset('C', farmArea, '罐区摄像机', 'Tank farm camera', corners(layout.farms[0]!.bund)[0]!, null, { kind: 'camera', streamUrl: null })
  yard.sources.push({
    code: `GW-${code}`,
    name: `${name} 接入网关`,
    nameEn: `${nameEn} gateway`,
    org: self,
    parkCode: park.code,
    protocol: seed.number > 2 && random.chance(0.12) ? 'http' : 'mqtt',
    tagCodes: yard.tags.slice(firstTag).map((tag) => tag.code),
  })
}
