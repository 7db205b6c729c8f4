/** How a source is reached, as it is edited and shown: the stored shape, with secrets going in plain and never coming out. */
import {
  Connection,
  FileConnection,
  Hj212Connection,
  ModbusConnection,
  OpcuaConnection,
  PlainConnection,
  SourcePoint,
  SourceProtocol,
  SparkplugConnection,
} from '@anyuan/telemetry/connection'
import { z } from 'zod'

export {
  BrowseNode,
  CollectorStatus,
  ConnectionFault,
  ConnectionTest,
  FETCHING_PROTOCOLS,
  LISTENING_PROTOCOLS,
} from '@anyuan/telemetry/connection'
export { Connection, FileConnection, Hj212Connection, ModbusConnection, SourcePoint, SourceProtocol, SparkplugConnection }

const SealedOpcua = OpcuaConnection.omit({ password: true })
export const OpcuaDraft = SealedOpcua.extend({
  password: z.string().min(1).max(200).nullable().optional().describe('plain; sealed before it is kept. Absent: as it was; null: none'),
})
export type OpcuaDraft = z.infer<typeof OpcuaDraft>
/** A connection as a person writes it. */
export const ConnectionDraft = z.discriminatedUnion('protocol', [
  PlainConnection,
  SparkplugConnection,
  Hj212Connection,
  OpcuaDraft,
  ModbusConnection,
  FileConnection,
])
export type ConnectionDraft = z.infer<typeof ConnectionDraft>

/** A connection as it is shown: that there is a password, not which. */
export const ShownConnection = z.discriminatedUnion('protocol', [
  PlainConnection,
  SparkplugConnection,
  Hj212Connection,
  SealedOpcua.extend({ hasPassword: z.boolean() }),
  ModbusConnection,
  FileConnection,
])
export type ShownConnection = z.infer<typeof ShownConnection>

/** One network the source may come from: an address, or a range as `10.1.0.0/16`. */
export const Network = z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()])
export const Networks = z.array(Network).max(100)

/** Protocols that name tags by our own codes; all others find them by points. */
export const OWN_CODE_PROTOCOLS: readonly SourceProtocol[] = ['mqtt', 'http', 'edge']
export const Points = z.array(SourcePoint).max(20_000)

/** A try of a connection that need not be saved. `sourceId`: use the password kept there, if the endpoint is the same. */
export const TryConnection = z.object({ connection: ConnectionDraft, points: z.array(SourcePoint).max(500), sourceId: z.uuid().optional() })
export type TryConnection = z.infer<typeof TryConnection>
export const BrowseConnection = z.object({
  connection: ConnectionDraft,
  nodeId: z.string().max(300).nullable(),
  sourceId: z.uuid().optional(),
})
export type BrowseConnection = z.infer<typeof BrowseConnection>
