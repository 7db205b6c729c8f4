/** Use cases of provisioning (开通): a code made by an officer, redeemed once by a gateway, for a credential that nobody has seen. */
import { randomUUID } from 'node:crypto'
import { type Caller, plusSeconds, Refused, toEpochMs, WHOLE_HOUSE } from '@anyuan/kernel'
import type { Connection, ConnectionDraft, ProvisionCode, Provisioned } from '../contract.ts'
import { digest, newCredential, randomLetters } from './credential.ts'
import type { Needs } from './needs.ts'

export const CODE_VALID_SECONDS = 86_400 // default, not from a standard
const CODE_LENGTH = 12 // 59 bits of 31 letters
export const TRIES_PER_ADDRESS = 10 // default, not from a standard
export const TRIES_IN_ALL = 100 // default, not from a standard
export const TRIES_WINDOW_MS = 900_000 // default, not from a standard

/** As a person may type it: lower case, with or without the dashes. */
const plainCode = (code: string): string => code.toUpperCase().replace(/[^0-9A-Z]/g, '')

export const provisioning = ({ transact, store, outbox, audit, clock, unseal, tagSettings, ingestUrl }: Needs) => {
  const must = async (tx: Parameters<typeof store.source>[0], id: string) => {
    const source = await store.source(tx, { id })
    if (!source) throw new Refused('sources.not_found', { id })
    return source
  }
  /** Times of wrong codes by address; the limit over all keeps it small. */
  let wrong: { address: string; at: number }[] = []
  /** Counts a try before it is known to be wrong, so that many at once are not all let through. @returns takes the count back. */
  const countTry = (address: string): (() => void) => {
    const now = toEpochMs(clock.now())
    wrong = wrong.filter(({ at }) => now - at < TRIES_WINDOW_MS)
    const fromThere = wrong.filter((one) => one.address === address).length
    if (fromThere >= TRIES_PER_ADDRESS || wrong.length >= TRIES_IN_ALL)
      throw new Refused('sources.too_many_tries', { minutes: TRIES_WINDOW_MS / 60_000 })
    const tried = { address, at: now }
    wrong.push(tried)
    return () => {
      wrong = wrong.filter((one) => one !== tried)
    }
  }

  return {
    /** A new code; one that was open for the same source ends. */
    makeProvision: (caller: Caller, id: string): Promise<ProvisionCode> =>
      transact(caller.scope, async (tx) => {
        const source = await must(tx, id)
        const now = clock.now()
        const code = randomLetters(CODE_LENGTH)
        const expiresAt = plusSeconds(now, CODE_VALID_SECONDS)
        await store.revokeProvision(tx, id, now)
        await store.addProvision(tx, {
          id: randomUUID(),
          sourceId: id,
          org: source.org,
          codeDigest: digest(code),
          madeAt: now,
          madeBy: caller.name,
          expiresAt,
        })
        await audit.record(tx, caller, {
          action: 'sources.make_code',
          object: source.code,
          org: source.org,
          before: null,
          after: { expiresAt },
        })
        return { code: code.replace(/(.{4})(?=.)/g, '$1-'), expiresAt }
      }),
    revokeProvision: (caller: Caller, id: string): Promise<{ revoked: boolean }> =>
      transact(caller.scope, async (tx) => {
        const source = await must(tx, id)
        const revoked = await store.revokeProvision(tx, id, clock.now())
        if (revoked)
          await audit.record(tx, caller, { action: 'sources.revoke_code', object: source.code, org: source.org, before: null, after: null })
        return { revoked }
      }),
    /** Called by a gateway that nobody knows yet: the code is all it has. Wrong, used, revoked and expired codes are answered alike. */
    async redeemProvision(caller: Caller, code: string): Promise<Provisioned> {
      const forgiven = countTry(caller.address)
      const codeDigest = digest(plainCode(code))
      const redeemed = await transact(WHOLE_HOUSE, async (tx) => {
        const now = clock.now()
        const id = await store.redeem(tx, codeDigest, now, caller.address)
        const source = id === null ? undefined : await store.source(tx, { id })
        if (!source) return null
        const { connection, points } = await store.settings(tx, source.id)
        // who redeems for anything but plain MQTT or HTTP is an edge agent: from now on it collects, and the pipeline does not
        const byAgent = source.protocol !== 'mqtt' && source.protocol !== 'http'
        const credential = newCredential(byAgent ? 'edge' : source.protocol, undefined)
        await store.change(tx, source.id, { credential_digest: digest(credential), credential_set_at: now, via_edge: byAgent })
        const tagCodes = await store.tagCodes(tx, source.id)
        const gateway: Caller = { ...caller, name: source.code }
        await audit.record(tx, gateway, { action: 'sources.redeem_code', object: source.code, org: source.org, before: null, after: null })
        await outbox.append(tx, [{ type: 'sources.changed' }])
        return { source, connection, points, credential, tagCodes }
      })
      if (!redeemed) throw new Refused('sources.code_invalid')
      forgiven()
      const { source, connection, points, credential, tagCodes } = redeemed
      return {
        sourceCode: source.code,
        name: source.name,
        credential,
        protocol: source.protocol,
        connection: plainConnection(connection, unseal),
        points,
        tags: await tagSettings(tagCodes),
        ingestUrl,
      }
    },
  }
}

function plainConnection(connection: Connection, unseal: Needs['unseal']): ConnectionDraft {
  if (connection.protocol !== 'opcua') return connection
  return { ...connection, password: connection.password === null ? null : unseal(connection.password) }
}
