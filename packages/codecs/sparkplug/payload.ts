/** Sparkplug B payloads (负载): bytes ↔ metrics. What is unset on the wire is undefined here, so that nothing is taken for 0 or false. */
import { gunzipSync, inflateSync } from 'node:zlib'
import { PayloadType } from './schema.ts'

/** One value as the wire carries it; the datatype says what it means. 64-bit numbers are bigint. */
export interface WireValue {
  int?: number
  long?: bigint
  float?: number
  double?: number
  boolean?: boolean
  string?: string
}
export interface PropertyValue extends WireValue {
  type?: number
  isNull?: boolean
  properties?: PropertySet
  propertyList?: { sets?: PropertySet[] }
}
export interface PropertySet {
  keys?: string[]
  values?: PropertyValue[]
}
export interface DataSet {
  columnCount?: bigint
  columns?: string[]
  types?: number[]
  rows?: { cells?: WireValue[] }[]
}
export interface Template {
  version?: string
  metrics?: Metric[]
  parameters?: (WireValue & { name?: string; type?: number })[]
  reference?: string
  isDefinition?: boolean
}
export interface Metric extends WireValue {
  name?: string
  alias?: bigint
  /** Epoch ms. */
  timestamp?: bigint
  datatype?: number
  isHistorical?: boolean
  isTransient?: boolean
  isNull?: boolean
  metadata?: Record<string, unknown>
  properties?: PropertySet
  bytes?: Uint8Array
  dataset?: DataSet
  template?: Template
}
export interface Payload {
  /** Epoch ms. */
  timestamp?: bigint
  metrics?: Metric[]
  /** 0…255; absent in a death and in commands. */
  seq?: bigint
  uuid?: string
  body?: Uint8Array
}

export const MOST_PAYLOAD_BYTES = 8 * 1024 * 1024 // default, not from a standard
/** Payloads of the reference implementation (Eclipse Tahu) may be packed into the body of another. */
const COMPRESSED = 'SPBV1.0_COMPRESSED'

/** @returns the payload, unpacked where it was packed, or why it cannot be read. */
export function decodePayload(bytes: Uint8Array): Payload | { malformed: string } {
  if (bytes.length > MOST_PAYLOAD_BYTES) return { malformed: `more than ${MOST_PAYLOAD_BYTES} bytes` }
  try {
    const payload = read(bytes)
    if (payload.uuid !== COMPRESSED) return payload
    const packed = payload.body ?? new Uint8Array()
    const gzip = payload.metrics?.find(({ name }) => name === 'algorithm')?.string?.toUpperCase() === 'GZIP'
    const unpacked = (gzip ? gunzipSync : inflateSync)(packed, { maxOutputLength: MOST_PAYLOAD_BYTES })
    return read(unpacked)
  } catch (error) {
    return { malformed: (error as Error).message.slice(0, 200) }
  }
}

const read = (bytes: Uint8Array): Payload => PayloadType.toObject(PayloadType.decode(bytes), { longs: BigInt }) as Payload

export const encodePayload = (payload: Payload): Uint8Array => PayloadType.encode(PayloadType.fromObject(payload)).finish()
