/** Secrets of one installation: made at the first start, kept in a file that only its owner reads, never logged. */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const Secrets = z.object({
  /** Password of the application's database role. */
  databasePassword: z.string().min(20),
  /** Signs live tickets. */
  ticketKey: z.string().min(20),
})
export type Secrets = z.infer<typeof Secrets>

export function openSecrets(dataDir: string): Secrets {
  mkdirSync(dataDir, { recursive: true })
  const file = join(dataDir, 'secrets.json')
  if (!existsSync(file)) {
    const secret = () => randomBytes(32).toString('base64url')
    writeFileSync(file, JSON.stringify({ databasePassword: secret(), ticketKey: secret() }, null, 2), { mode: 0o600, flag: 'wx' })
  }
  return Secrets.parse(JSON.parse(readFileSync(file, 'utf8')))
}
