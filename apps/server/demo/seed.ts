/** The demo province (示例省): organisation, plan, assets, tags, sources and sign-ins, written once through the services. Passwords are made anew for every installation. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { oneTimePassword } from '@anyuan/identity'
import type { Grant, Role } from '@anyuan/identity/contract'
import { orgPath } from '@anyuan/kernel'
import { buildProvince, type Province } from '@anyuan/province'
import type { House } from '../modules.ts'
import { designedTags, seedDesign } from './design.ts'

export const DEMO_SEED = 20230801
export const CREDENTIALS_FILE = 'demo/credentials.json'
export const SIGN_INS_FILE = 'demo/sign-ins.json'

export interface DemoSignIn {
  login: string
  password: string
  name: string
  role: Role
  place: string
}

export async function seedDemo(house: House, dataDir: string): Promise<void> {
  const signIns = join(dataDir, SIGN_INS_FILE)
  if (existsSync(signIns)) return // written last: a seed that was cut short begins again on a fresh folder
  mkdirSync(join(dataDir, 'demo'), { recursive: true })
  const province = buildProvince({ seed: DEMO_SEED, scale: 1 })
  const root = province.units[0]!.path
  const caller = { accountId: '', name: '示例', address: 'local', scope: [root as string] }
  await house.organisation.addMany(caller, province.units)
  await house.organisation.draw(caller, province.ground)
  await house.assets.addMany(caller, province.assets, designedTags(province))
  await seedDesign(house, province, caller)
  const made = await house.sources.addMany(
    caller,
    province.sources.map(({ code, name, org, protocol, tagCodes }) => ({ code, name, org, protocol, tagCodes })),
  )
  const credentials = Object.fromEntries(made.map(({ code, username, password }) => [code, { username, password }]))
  writeFileSync(join(dataDir, CREDENTIALS_FILE), JSON.stringify(credentials), { mode: 0o600 })
  const people = await addPeople(house, province, caller)
  writeFileSync(signIns, JSON.stringify(people, null, 2), { mode: 0o600 })
}

async function addPeople(
  house: House,
  province: Province,
  caller: { accountId: string; name: string; address: string; scope: string[] },
): Promise<DemoSignIn[]> {
  const root = province.units[0]!
  const park = province.parks[0]!
  const city = province.units.find((unit) => unit.level === 'city' && park.org.startsWith(`${unit.path}.`)) ?? root
  const enterprise = province.units.find((unit) => unit.level === 'enterprise' && unit.path.startsWith(`${park.org}.`))!
  const wanted: { login: string; name: string; role: Role; at: { path: string; name: string } }[] = [
    { login: 'duty', name: '示例值班员', role: 'park_duty_officer', at: { path: park.org, name: park.name } },
    { login: 'safety', name: '示例安监员', role: 'park_safety_officer', at: { path: park.org, name: park.name } },
    { login: 'enterprise', name: '示例企业安全员', role: 'enterprise_safety_manager', at: enterprise },
    { login: 'city', name: '示例市级监管', role: 'city_supervisor', at: city },
    { login: 'province', name: '示例省级值守', role: 'province_duty_officer', at: root },
    { login: 'maintainer', name: '示例运维', role: 'maintainer', at: root },
    { login: 'sysadmin', name: '示例系统管理员', role: 'system_administrator', at: root },
    { login: 'auditor', name: '示例审计管理员', role: 'audit_administrator', at: root },
  ]
  const people: DemoSignIn[] = []
  for (const { login, name, role, at } of wanted) {
    const org = orgPath(at.path)
    const grants: Grant[] = [{ role, org }]
    const password = oneTimePassword()
    await house.identity.add(caller, { login, name, org, phone: null, grants }, password, false)
    people.push({ login, password, name, role, place: at.name })
  }
  return people
}

export const readSignIns = (dataDir: string): DemoSignIn[] => JSON.parse(readFileSync(join(dataDir, SIGN_INS_FILE), 'utf8')) as DemoSignIn[]
