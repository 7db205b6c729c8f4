/** Between the form of a connection and what the contract takes. Pure. */
import {
  ConnectionDraft,
  FileConnection,
  Hj212Connection,
  ModbusConnection,
  OpcuaDraft,
  type ShownConnection,
  type SourceProtocol,
  SparkplugConnection,
} from '../contract.ts'

/** What the form holds: each field as its input gives it. */
export type ConnectionFields = Record<string, string | number | boolean | null | undefined>

export const SHAPES = {
  sparkplug: SparkplugConnection.shape,
  hj212: Hj212Connection.shape,
  opcua: OpcuaDraft.shape,
  modbus: ModbusConnection.shape,
  file: FileConnection.shape,
} as const
export type ConfiguredProtocol = keyof typeof SHAPES
export const isConfigured = (protocol: SourceProtocol): protocol is ConfiguredProtocol => protocol in SHAPES

/** What the contract itself puts where nothing is said. */
export function defaultFields(protocol: SourceProtocol): ConnectionFields {
  if (!isConfigured(protocol)) return {}
  const shape: Record<string, { safeParse: (value: unknown) => { success: boolean; data?: unknown } }> = SHAPES[protocol]
  const defaults = Object.entries(shape).flatMap(([key, schema]) => {
    const { success, data } = schema.safeParse(undefined)
    return success && data !== undefined && data !== null ? [[key, data]] : []
  })
  const first: ConnectionFields =
    protocol === 'opcua'
      ? { securityMode: 'SignAndEncrypt', securityPolicy: 'Basic256Sha256' }
      : protocol === 'file'
        ? { layout: 'wide' }
        : {}
  return { ...first, ...(Object.fromEntries(defaults) as ConnectionFields) }
}

export function fieldsOfConnection(connection: ShownConnection): ConnectionFields {
  return connection.protocol === 'opcua' ? { ...connection, password: undefined } : { ...connection }
}

/** An emptied field is one that was not filled in; without a user there is no password. @returns null while something is missing. */
export function draftOf(protocol: SourceProtocol, fields: ConnectionFields): ConnectionDraft | null {
  const filled = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '' && value !== null && value !== undefined))
  if (protocol === 'opcua' && !filled.userName) filled.password = null
  const read = ConnectionDraft.safeParse({ ...filled, protocol })
  return read.success ? read.data : null
}
