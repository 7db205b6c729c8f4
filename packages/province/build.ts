/** Builds the whole synthetic province from a seed. */
import { type Instant, type OrgPath, toEpochMs } from '@anyuan/kernel'
import { buildEnterprise, type Yard } from './enterprise.ts'
import { PARKS, type ParkSeed } from './parks.ts'
import { type PlotSize, planPark } from './plan.ts'
import { corners } from './plot.ts'
import { projectionAt } from './projection.ts'
import { buildPublicArea } from './public-area.ts'
import { type RandomStream, randomStream } from './random.ts'
import type { Province, ProvincePark, ProvinceUnit } from './shapes.ts'

export interface ProvinceOptions {
  seed: number
  /** Share of the enterprises: 1 is all 230, 0.05 three a park (never fewer). */
  scale: number
  /** From when calibration dates are counted. */
  asOf?: Instant
}

const ROOT = 'ln'

/** The province as plain data: the same seed, scale and `asOf` give the same province. Everything on the ground is synthetic; park names and centres are real. */
export function buildProvince({ seed, scale, asOf = '2026-06-01T00:00:00.000Z' as Instant }: ProvinceOptions): Province {
  if (!(scale > 0 && scale <= 1)) throw new RangeError(`scale must be in (0, 1], not ${scale}`)
  const yard: Yard = { units: [plain(ROOT, 'province', 'LN', '辽宁省', 'Liaoning')], ground: [], assets: [], tags: [], sources: [] }
  const parks = PARKS.map((park) => buildPark(yard, seed, scale, park, toEpochMs(asOf)))
  return { seed, scale, parks, ...yard }
}

function buildPark(yard: Yard, seed: number, scale: number, park: ParkSeed, asOfMs: number): ProvincePark {
  const cityPath = `${ROOT}.${park.city.label}`
  const org = `${cityPath}.${park.label}` as OrgPath
  const projection = projectionAt(park, park.tiltDegrees)
  const random = randomStream(seed, `park:${park.code}`)
  const count = Math.max(3, Math.round(park.enterprises * scale))
  const enterprises = Array.from({ length: count }, (_, i) => ({
    number: i + 1,
    tradeKey: tradeOf(random, park, i),
    size: sizeOf(random, i),
    asOfMs,
  }))
  const plan = planPark(
    seed,
    park.code,
    enterprises.map((enterprise) => enterprise.size),
  )
  yard.units.push(plain(cityPath, 'city', `${park.code}C`, park.city.name, park.city.nameEn), {
    ...plain(org, 'park', park.code, park.name, park.nameEn),
    position: { crs: 'WGS-84', lon: park.lon, lat: park.lat },
    outline: projection.polygon(corners(plan.boundary)),
    phone: '内线 8119',
  })
  buildPublicArea(yard, seed, park, org, plan, projection, asOfMs)
  enterprises.forEach((enterprise, i) => void buildEnterprise(yard, seed, park, org, plan.plots[i]!, projection, enterprise))
  return { code: park.code, name: park.name, nameEn: park.nameEn, org, centre: { lon: park.lon, lat: park.lat } }
}

const plain = (path: string, level: ProvinceUnit['level'], code: string, name: string, nameEn: string): ProvinceUnit => ({
  path: path as OrgPath,
  level,
  code,
  name,
  nameEn,
  position: null,
  outline: null,
  trade: null,
  phone: null,
  majorHazardGrade: null,
})

/** The first two are fixed, so that each park has chlorine (the TE plant and a chlor-alkali works in Panjin) at any scale. */
function tradeOf(random: RandomStream, park: ParkSeed, index: number): string {
  if (index === 0) return park.trades[0]![0]
  if (index === 1) return park.trades.find(([key]) => key === 'chlor_alkali')?.[0] ?? park.trades[1]![0]
  let left = random.next() * park.trades.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [key, weight] of park.trades) {
    left -= weight
    if (left < 0) return key
  }
  return park.trades.at(-1)![0]
}

function sizeOf(random: RandomStream, index: number): PlotSize {
  const draw = random.next()
  if (index === 0) return 'large'
  return draw < 0.63 ? 'small' : draw < 0.95 ? 'medium' : 'large'
}
