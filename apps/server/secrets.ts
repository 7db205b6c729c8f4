/** Secrets of one installation: made at the first start, kept in a file that only its owner reads, never logged. */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const Secrets = z.object({
  /** Password of the application's database role. */
  databasePassword: z.string().min(20),
  /** Signs live tickets. */
  ticketKey: z.string().min(20),
  /** Seals what the house has to show to other machines: 32 bytes, base64url. */
  sealingKey: z.string().length(43),
})
export type Secrets = z.infer<typeof Secrets>

export function openSecrets(dataDir: string): Secrets {
  mkdirSync(dataDir, { recursive: true })
  const file = join(dataDir, 'secrets.json')
  const secret = () => randomBytes(32).toString('base64url')
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<Secrets>) : {}
  const secrets = { databasePassword: secret(), ticketKey: secret(), sealingKey: secret(), ...kept }
  // an installation from before one of them was needed gets it now; never half a file
  if (Object.keys(secrets).length > Object.keys(kept).length) {
    writeFileSync(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 })
    renameSync(`${file}.new`, file)
  }
  return Secrets.parse(secrets)
}
