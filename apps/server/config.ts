/** The configuration (配置): environment over file over defaults, checked as a whole. A key that does not exist stops the start and is named. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'

const port = z.coerce.number().int().min(0).max(65_535)
const flag = z.union([z.boolean(), z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1')])

const Network = z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()])
/** Addresses and ranges, apart by commas; kept as one text, as the environment gives it. */
export const networksIn = (text: string): string[] => text.split(',').flatMap((one) => one.trim() || [])

/** One row per key: `docs/OPERATIONS.md` is generated from it. */
export const Config = z.strictObject({
  dataDir: z.string().default('data').describe('Folder of everything that is kept: journals, archive, embedded PostgreSQL, secrets'),
  level: z.enum(['province', 'city', 'park', 'enterprise']).default('park').describe('What this installation serves'),
  rootOrg: z
    .string()
    .regex(/^[a-z0-9_]+$/)
    .default('root')
    .describe('Label of the topmost organisation, made at the first start'),
  rootName: z.string().min(1).default('安园').describe('Name of the topmost organisation'),
  host: z.string().default('127.0.0.1').describe('Address of the web door and the data door; 0.0.0.0 opens them to the network'),
  webPort: port.default(8080).describe('Web pages and HTTP interface'),
  dataPort: port.default(8081).describe('HTTP push of samples, and the live WebSocket of the browsers'),
  liveUrl: z
    .string()
    .default('')
    .describe('WebSocket address as browsers reach it, when a proxy stands before the data door, e.g. wss://park.example/live'),
  mqttHost: z.string().default('127.0.0.1').describe('Address of the embedded MQTT broker'),
  mqttPort: port.default(1883).describe('Port of the embedded MQTT broker'),
  mqttUrl: z.string().default('').describe('External MQTT broker instead of the embedded one, e.g. mqtt://broker:1883'),
  mqttUsername: z.string().default('').describe('User at the external broker'),
  mqttPassword: z.string().default('').describe('Password at the external broker'),
  sparkplugHostId: z
    .string()
    .regex(/^[^+#/]+$/)
    .default('anyuan')
    .describe('Name of the platform as a Sparkplug host application: its state stands at spBv1.0/STATE/<name>'),
  hj212Host: z.string().default('127.0.0.1').describe('Address of the HJ 212 door for data loggers; 0.0.0.0 opens it to the network'),
  hj212Port: port.default(8212).describe('TCP port of the HJ 212 door; 0 closes it'), // default, not from a standard
  hj212IdleSeconds: z.coerce
    .number()
    .int()
    .min(10)
    .default(900) // default, not from a standard
    .describe('A connection of a data logger on which nothing came for so long is closed'),
  fetchNetworks: z
    .string()
    .default('127.0.0.0/8,::1,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7') // RFC 1918, RFC 4193, and loopback
    .refine((text) => networksIn(text).every((one) => Network.safeParse(one).success), 'addresses or ranges, apart by commas')
    .describe('Networks to which the pipeline dials for OPC UA and Modbus, apart by commas; what is outside is refused'),
  observePort: port.default(9100).describe('Health and metrics on loopback: supervisor here, api +1, pipeline +2, archive +3'),
  databaseUrl: z.string().default('').describe('PostgreSQL ≥ 15 as owner of the schema; empty: embedded'),
  databasePort: port.default(0).describe('Port of the embedded PostgreSQL; 0: any free one'),
  clickhouseUrl: z.string().default('').describe('ClickHouse server, http://user:password@host:8123/database; empty: embedded chDB'),
  rawDays: z.coerce.number().int().min(1).default(90).describe('Days that raw samples are kept'),
  rollupDays: z.coerce.number().int().min(1).default(1095).describe('Days that 1-minute and 1-hour rollups are kept'),
  maxShelveMinutes: z.coerce.number().int().min(1).default(480).describe('The longest time an alarm may be shelved'),
  trustProxy: flag.default(false).describe('Believe the address that a proxy before the web door names'),
  logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('The least grave line that is logged'),
  simulatorPort: port.default(9110).describe('Control door of the simulator, demo only'),
})
export type Config = z.infer<typeof Config>

const PREFIX = 'ANYUAN_'
/** `webPort` ↔ `ANYUAN_WEB_PORT` */
export const environmentName = (key: string): string => PREFIX + key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()
const keyOf = (name: string): string =>
  name
    .slice(PREFIX.length)
    .toLowerCase()
    .replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

export class WrongConfiguration extends Error {}

/**
 * @param environment usually `process.env`; `ANYUAN_CONFIG` names the file, else `anyuan.config.json` in the working folder, if there is one.
 * `DATABASE_URL` and `CLICKHOUSE_URL` are understood as well, as operators expect them.
 * @throws WrongConfiguration naming every wrong key and why.
 */
export function readConfig(environment: NodeJS.ProcessEnv, workingDir = process.cwd()): Config {
  const file = environment.ANYUAN_CONFIG ?? 'anyuan.config.json'
  const path = resolve(workingDir, file)
  if (environment.ANYUAN_CONFIG && !existsSync(path)) throw new WrongConfiguration(`ANYUAN_CONFIG: no such file ${path}`)
  let fromFile: Record<string, unknown> = {}
  if (existsSync(path)) {
    try {
      fromFile = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
    } catch (error) {
      throw new WrongConfiguration(`${path}: ${(error as Error).message}`)
    }
  }
  const named = Object.entries(environment).filter(([name]) => name.startsWith(PREFIX) && name !== 'ANYUAN_CONFIG')
  const fromEnvironment = Object.fromEntries(named.map(([name, value]) => [keyOf(name), value]))
  const usual = {
    ...(environment.DATABASE_URL ? { databaseUrl: environment.DATABASE_URL } : {}),
    ...(environment.CLICKHOUSE_URL ? { clickhouseUrl: environment.CLICKHOUSE_URL } : {}),
  }
  const read = Config.safeParse({ ...fromFile, ...usual, ...fromEnvironment })
  if (read.success) return { ...read.data, dataDir: resolve(workingDir, read.data.dataDir) }
  const lines = read.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `${key} (${environmentName(key)}): there is no such setting`)
      : [`${issue.path.join('.')} (${environmentName(String(issue.path[0] ?? ''))}): ${issue.message}`],
  )
  throw new WrongConfiguration(`the configuration is wrong:\n  ${lines.join('\n  ')}`)
}
