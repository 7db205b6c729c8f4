/** The settings, read off their schema. */
import { z } from 'zod'
import { Config, environmentName } from '../../apps/server/config.ts'
import { table } from './table.ts'

export function settings(): string {
  const rows = Object.entries(Config.shape).map(([key, schema]) => {
    const { description = '', default: fallback } = z.toJSONSchema(schema as z.ZodType, { io: 'input', unrepresentable: 'any' }) as {
      description?: string
      default?: unknown
    }
    return [`\`${key}\``, `\`${environmentName(key)}\``, JSON.stringify(fallback ?? ''), description]
  })
  return `# Settings (配置)\n\nEnvironment over file (\`anyuan.config.json\`, or the one named by \`ANYUAN_CONFIG\`) over default. A key that is not in this table stops the start.\n\n${table(['key in the file', 'environment', 'default', 'what'], rows)}`
}
