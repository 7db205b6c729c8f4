/** The live ticket (实时票据): signed by the api, checked by the pipeline, which knows no accounts. Lets one browser see live data of some organisation paths until it expires. */
import { createHmac, timingSafeEqual } from 'node:crypto'

export interface LiveTicket {
  accountId: string
  /** Organisation paths that may be seen. */
  scope: string[]
  /** Epoch ms. */
  expiresAt: number
}

const signature = (body: string, key: string) => createHmac('sha256', key).update(body).digest()

export function signTicket(ticket: LiveTicket, key: string): string {
  const body = Buffer.from(JSON.stringify(ticket)).toString('base64url')
  return `${body}.${signature(body, key).toString('base64url')}`
}

/** @returns null for a ticket that is forged, mangled or expired. */
export function openTicket(text: string, key: string, nowMs: number): LiveTicket | null {
  const [body, mark] = text.split('.')
  if (!body || !mark) return null
  const given = Buffer.from(mark, 'base64url')
  const right = signature(body, key)
  if (given.length !== right.length || !timingSafeEqual(given, right)) return null
  const ticket = JSON.parse(Buffer.from(body, 'base64url').toString()) as LiveTicket
  return ticket.expiresAt > nowMs ? ticket : null
}
