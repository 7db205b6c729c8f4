/** What a source may be: its connection, its points and the tags it may send. */
import { type Decision, decide, type Refusal, refuse } from '@anyuan/kernel'
import type { Connection, ConnectionDraft, OpcuaDraft, ShownConnection, SourcePoint, SourceProtocol, SourcesError } from './contract.ts'
import { OWN_CODE_PROTOCOLS } from './contract.ts'

const MOST_NAMED = 10 // default, not from a standard

/** Every code on the list must be a known tag that the caller may see. The answer names at most ten that are not. */
export function allowTags(tagCodes: readonly string[], known: ReadonlySet<string>): Decision<string[], never> | Refusal<SourcesError> {
  const unknown = tagCodes.filter((code) => !known.has(code))
  if (unknown.length > 0) return refuse('sources.unknown_tags', { count: unknown.length, codes: unknown.slice(0, MOST_NAMED) })
  return decide([...new Set(tagCodes)])
}

export const namesOwnCodes = (protocol: SourceProtocol): boolean => OWN_CODE_PROTOCOLS.includes(protocol)

/** The connection of a protocol; senders that name our own codes need none. */
export function connectionFor(
  protocol: SourceProtocol,
  draft: ConnectionDraft | undefined,
): Decision<ConnectionDraft, never> | Refusal<SourcesError> {
  if (draft)
    return draft.protocol === protocol ? decide(draft) : refuse('sources.other_protocol', { field: 'connection.protocol', protocol })
  if (protocol === 'mqtt' || protocol === 'http' || protocol === 'edge') return decide({ protocol })
  return refuse('sources.connection_missing', { field: 'connection', protocol })
}

/** What a packet says of its sender, where the door goes by that: two sources must not have the same. */
export function reachOf(connection: Connection | ConnectionDraft): { field: string; value: string } | null {
  if (connection.protocol === 'hj212') return { field: 'connection.deviceNumber', value: connection.deviceNumber }
  if (connection.protocol === 'sparkplug')
    return { field: 'connection.edgeNodeId', value: `${connection.groupId}/${connection.edgeNodeId}` }
  return null
}

/** Forms of an address that can be told without asking the device; `telemetry/connection.ts` describes each. */
const ADDRESS_FORM: Partial<Record<SourceProtocol, RegExp>> = {
  hj212: /^[A-Za-z0-9]+-[A-Za-z]+$/,
  opcua: /^(ns=\d+;|nsu=.+;)?[isgb]=.+$/,
  modbus: /^((coil|discrete):\d+:bool|(holding|input):\d+:(bool|u?int16)|(holding|input):\d+:(u?int32|float32|float64)(:(big|little))?)$/,
}

/** Each address and each tag once, each address of its protocol's form, each tag known. The first that is wrong is named with its row. */
export function checkPoints(
  protocol: SourceProtocol,
  points: readonly SourcePoint[],
  known: ReadonlySet<string>,
): Decision<string[], never> | Refusal<SourcesError> {
  if (points.length > 0 && namesOwnCodes(protocol)) return refuse('sources.no_points', { field: 'points', protocol })
  const addresses = new Set<string>()
  const tagCodes = new Set<string>()
  for (const [row, { address, tagCode }] of points.entries()) {
    const at = { field: `points.${row}`, row: row + 1, address, tagCode }
    if (ADDRESS_FORM[protocol]?.test(address) === false) return refuse('sources.address_form', at)
    if (addresses.has(address)) return refuse('sources.double_address', at)
    if (tagCodes.has(tagCode)) return refuse('sources.double_tag', at)
    addresses.add(address)
    tagCodes.add(tagCode)
  }
  return allowTags([...tagCodes], known)
}

/**
 * The password of a changed connection: a new one to be sealed, the one that was kept, or none. One that is kept goes only to the endpoint it was
 * given for and no less protected, else whoever may change a source could have it sent to a machine of their own.
 */
export function passwordOf(
  before: Connection | null,
  draft: OpcuaDraft,
): Decision<{ plain: string } | { sealed: string | null }, never> | Refusal<SourcesError> {
  if (typeof draft.password === 'string') return decide({ plain: draft.password })
  const kept = before?.protocol === 'opcua' ? before : null
  if (draft.password === null || !kept?.password) return decide({ sealed: null })
  const same =
    kept.endpointUrl === draft.endpointUrl &&
    kept.securityMode === draft.securityMode &&
    kept.securityPolicy === draft.securityPolicy &&
    kept.serverThumbprint === draft.serverThumbprint
  return same ? decide({ sealed: kept.password }) : refuse('sources.password_needed', { field: 'connection.password' })
}

/** A connection without its secrets. */
export function shown(connection: Connection): ShownConnection {
  if (connection.protocol !== 'opcua') return connection
  const { password, ...rest } = connection
  return { ...rest, hasPassword: password !== null }
}
