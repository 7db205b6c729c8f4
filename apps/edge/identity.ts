/** Who the agent is to the park (身份): redeemed once with a one-time code, or given by hand; kept in a file that only its owner reads. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Connection, SourcePoint } from '@anyuan/telemetry/connection'
import { z } from 'zod'
import { Device, isFetched, WrongConfiguration } from './config.ts'

export const Identity = z.object({
  sourceCode: z.string().min(1),
  credential: z.string().min(1),
  /** Base address of the park's data door. */
  dataUrl: z.url(),
  /** SHA-256 of the one-time code that was redeemed: a service starts with the same arguments every time, and the code works once. */
  codeDigest: z.string().optional(),
  /** The device behind this source, where the park configures one that is fetched from. */
  device: Device.optional(),
})
export type Identity = z.infer<typeof Identity>

/** What of the park's answer to a one-time code the agent needs. */
const Provisioned = z.object({
  sourceCode: z.string(),
  credential: z.string(),
  protocol: z.string(),
  ingestUrl: z.string(),
  connection: Connection,
  points: z.array(SourcePoint),
})
const ANSWER_WITHIN_MS = 15_000 // default, not from a standard

const identityFile = (dataDir: string) => join(dataDir, 'identity.json')

export function savedIdentity(dataDir: string): Identity | null {
  const file = identityFile(dataDir)
  return existsSync(file) ? Identity.parse(JSON.parse(readFileSync(file, 'utf8'))) : null
}
export function saveIdentity(dataDir: string, identity: Identity): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const file = identityFile(dataDir)
  writeFileSync(`${file}.new`, JSON.stringify(identity, null, 2), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/** `:8081` means the host that was asked. */
export function dataUrlOf(ingestUrl: string, server: string): string {
  if (!ingestUrl.startsWith(':')) return ingestUrl.replace(/\/$/, '')
  const url = new URL(server)
  url.port = ingestUrl.slice(1)
  return url.origin
}

export const digestOfCode = (code: string): string =>
  createHash('sha256')
    .update(code.toUpperCase().replace(/[^0-9A-Z]/g, ''))
    .digest('hex')

/** Redeems a one-time code. It works once, so what comes back is saved at once. @throws WrongConfiguration with the park's own words. */
export async function redeem(server: string, code: string, dataDir: string): Promise<Identity> {
  const answer = await fetch(new URL('/api/sources/provision', server), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  })
  const text = await answer.text()
  if (!answer.ok) throw new WrongConfiguration(`the park does not take the code: ${answer.status} ${text.slice(0, 300)}`)
  const { sourceCode, credential, protocol, ingestUrl, connection, points } = Provisioned.parse(JSON.parse(text))
  if (protocol === 'mqtt' || protocol === 'http')
    throw new WrongConfiguration(`the code is for a gateway that speaks ${protocol} by itself; an agent needs a source of another protocol`)
  const device: Device = { code: sourceCode, connection: withoutSecret(connection, dataDir), points }
  return {
    sourceCode,
    credential,
    dataUrl: dataUrlOf(ingestUrl, server),
    codeDigest: digestOfCode(code),
    ...(isFetched(device) ? { device } : {}),
  }
}

/** A password in plain goes to a file of its own; what is kept names the file. */
function withoutSecret(connection: Connection, dataDir: string): Connection {
  if (connection.protocol !== 'opcua' || connection.password === null) return connection
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const file = join(dataDir, 'device-password')
  writeFileSync(file, connection.password, { mode: 0o600 })
  return { ...connection, password: `file:${file}` }
}
