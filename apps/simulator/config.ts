/** The simulator's configuration (配置): one JSON file named on the command line, one credentials file named in it. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'

export const Config = z.strictObject({
  seed: z.number().int(),
  scale: z.number().positive().max(1),
  mqttUrl: z.url().describe('the broker, mqtt://host:port'),
  httpUrl: z.url().describe('the server, for HTTP push'),
  credentialsFile: z.string().describe('JSON: source code → { username, password }'),
  controlPort: z.number().int().min(0).max(65_535),
  /** Seconds of physics in one second of the clock; the samples carry the clock's time. */
  speed: z.number().positive().max(60).default(1),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})
export type Config = z.infer<typeof Config>

const Credentials = z.record(z.string(), z.object({ username: z.string(), password: z.string() }))
export type Credentials = z.infer<typeof Credentials>

function read<T>(schema: z.ZodType<T>, file: string): T {
  const parsed = schema.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}
export const readConfig = (file: string): Config => read(Config, file)
export const readCredentials = (file: string): Credentials => read(Credentials, file)
