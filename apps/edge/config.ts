/** What an edge agent collects and how much it keeps (配置): one JSON file, checked as a whole, and checked again against the tags that the park allows. */
import { readFileSync } from 'node:fs'
import { Connection, FETCHING_PROTOCOLS, SourcePoint } from '@anyuan/telemetry/connection'
import type { EdgeTag } from '@anyuan/telemetry/edge'
import { z } from 'zod'

/** Where a secret is found; none stands in the file itself. */
export const SecretReference = z
  .string()
  .regex(/^(env:[A-Z_][A-Z0-9_]*|file:.+)$/, 'env:NAME or file:path')
  .describe('env:NAME or file:path')

const Door = z.strictObject({ host: z.string().default('127.0.0.1'), port: z.number().int().min(0).max(65_535) })

export const Device = z.strictObject({
  code: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{1,63}$/),
  connection: Connection.describe('as a source of the platform; a password in it is a secret reference'),
  points: z.array(SourcePoint).default([]),
  /** Tags that the device may name itself; absent: all of the agent's. */
  tags: z.array(z.string()).optional(),
  /** What the device shows at a door of ours; not needed where the agent dials. */
  credential: SecretReference.optional(),
})
export type Device = z.infer<typeof Device>

export const EdgeConfig = z.strictObject({
  spoolGigabytes: z.number().positive().default(8).describe('Disk for the spool; when it is full the oldest rows go'), // default, not from a standard
  spoolHours: z.number().min(72).default(336).describe('Rows older than this go, sent or not'), // default, not from a standard
  backlogShare: z.number().min(0.05).max(0.95).default(0.5).describe('Part of the time that replay may keep the uplink busy'), // default, not from a standard
  statusPort: z.number().int().min(0).max(65_535).default(9120).describe('Status page and health, on loopback'), // default, not from a standard
  logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  mqtt: Door.optional(),
  http: Door.optional(),
  hj212: Door.extend({ idleSeconds: z.number().int().min(10).default(600) }).optional(), // default, not from a standard
  devices: z.array(Device).max(500).default([]),
  /** Exception reporting (变化上报) by tag code. */
  exceptions: z
    .record(z.string(), z.strictObject({ deadband: z.number().min(0), mostSilentSeconds: z.number().positive().max(3600) }))
    .default({}),
})
export type EdgeConfig = z.infer<typeof EdgeConfig>

export class WrongConfiguration extends Error {}

/** @param file absent: all defaults. @throws WrongConfiguration naming every wrong key and why. */
export function readConfig(file: string | undefined): EdgeConfig {
  let given: unknown = {}
  if (file)
    try {
      given = JSON.parse(readFileSync(file, 'utf8'))
    } catch (error) {
      throw new WrongConfiguration(`${file}: ${(error as Error).message}`)
    }
  const read = EdgeConfig.safeParse(given)
  if (!read.success)
    throw new WrongConfiguration(`${file}:\n${read.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`).join('\n')}`)
  const problems = doorProblems(read.data)
  if (problems.length > 0) throw new WrongConfiguration(`${file}:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
  return read.data
}

export const isFetched = ({ connection }: Device): boolean => (FETCHING_PROTOCOLS as readonly string[]).includes(connection.protocol)

function doorProblems({ devices, mqtt, http, hj212 }: EdgeConfig): string[] {
  const problems: string[] = []
  const doors: Record<string, unknown> = { mqtt, http, hj212 }
  const codes = new Set<string>()
  for (const device of devices) {
    const { protocol } = device.connection
    if (codes.has(device.code)) problems.push(`devices: ${device.code} stands there twice`)
    codes.add(device.code)
    if (isFetched(device)) {
      if (device.points.length === 0) problems.push(`${device.code}: no points to fetch`)
      continue
    }
    if (!(protocol in doors)) problems.push(`${device.code}: the agent has no door for ${protocol}`)
    else if (!doors[protocol]) problems.push(`${device.code}: there is no door "${protocol}"`)
    if (!device.credential) problems.push(`${device.code}: a device that comes to a door needs a credential`)
  }
  return problems
}

/** Kinds of tags whose every sample counts. */
const NEVER_THINNED = ['combustible_gas', 'toxic_gas', 'oxygen']

/** What of the configuration does not fit the tags that the park allows. */
export function tagProblems({ devices, exceptions }: EdgeConfig, tags: readonly EdgeTag[]): string[] {
  const known = new Map(tags.map((tag) => [tag.code, tag]))
  const problems: string[] = []
  for (const { code, points, tags: named = [] } of devices)
    for (const tagCode of [...points.map((point) => point.tagCode), ...named])
      if (!known.has(tagCode)) problems.push(`${code}: the park does not allow the tag ${tagCode}`)
  for (const code of Object.keys(exceptions)) {
    const tag = known.get(code)
    if (!tag) problems.push(`exceptions: the park does not allow the tag ${code}`)
    else if (tag.kind === undefined) problems.push(`exceptions: the kind of ${code} is not known, so it may be a gas detector`)
    else if (NEVER_THINNED.includes(tag.kind)) problems.push(`exceptions: ${code} is a gas detector; every sample of it is sent`)
  }
  return problems
}

/** @throws WrongConfiguration when the secret is not there. */
export function openSecret(reference: string, environment: NodeJS.ProcessEnv = process.env): string {
  const [kind, ...rest] = reference.split(':')
  const name = rest.join(':')
  const secret = kind === 'env' ? environment[name] : kind === 'file' ? readSecretFile(name) : undefined
  if (!secret) throw new WrongConfiguration(`there is no secret at ${reference}`)
  return secret
}
function readSecretFile(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    throw new WrongConfiguration(`the secret in ${path} cannot be read: ${(error as Error).message}`)
  }
}
