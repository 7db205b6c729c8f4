/** How a source is reached (接入方式): what each protocol has to know besides the credential, and where in it each tag is found. The same shape is edited on the page, kept by the api, run by the pipeline and by the edge agent. */
import { z } from 'zod'

/** Protocols in which the source speaks first; the pipeline listens. */
export const LISTENING_PROTOCOLS = ['mqtt', 'http', 'sparkplug', 'hj212', 'edge'] as const
/** Protocols in which the pipeline, or an edge agent near the plant, goes and fetches. */
export const FETCHING_PROTOCOLS = ['opcua', 'modbus', 'file'] as const
export const SourceProtocol = z.enum([...LISTENING_PROTOCOLS, ...FETCHING_PROTOCOLS])
export type SourceProtocol = z.infer<typeof SourceProtocol>

/** A secret that the house itself has to show to another machine: sealed by the api, opened only in the role that dials. Never plain in a database, a file or a log. */
export const SealedSecret = z.string().max(500)

/** Senders that name tags by our own codes need nothing but the credential. */
export const PlainConnection = z.object({ protocol: z.enum(['mqtt', 'http', 'edge']) })

/** Sparkplug B: one edge node. Points are `metric` for the node's own metrics and `device/metric` for a device's. */
export const SparkplugConnection = z.object({
  protocol: z.literal('sparkplug'),
  groupId: z.string().min(1).max(120),
  edgeNodeId: z.string().min(1).max(120),
})

/** HJ 212 (污染物在线监控传输): one data logger (数采仪). Points are `factor-field`, as `a34004-Rtd`. PW is the credential. */
export const Hj212Connection = z.object({
  protocol: z.literal('hj212'),
  /** MN: 24 characters in HJ 212-2017; 14 digits are common in the field, and a later edition may have longer ones. */
  deviceNumber: z.string().regex(/^[A-Za-z0-9]{1,40}$/),
  /** Some loggers in the field compute the Modbus CRC16 instead of the one of annex A. */
  checksum: z.enum(['annex_a', 'modbus']).default('annex_a'),
})

/** OPC UA: points are node ids, as `ns=2;s=TI-101`. */
export const OpcuaConnection = z.object({
  protocol: z.literal('opcua'),
  endpointUrl: z
    .string()
    .regex(/^opc\.tcp:\/\/\S+$/)
    .max(300),
  securityMode: z.enum(['None', 'Sign', 'SignAndEncrypt']),
  securityPolicy: z.enum(['None', 'Basic256Sha256', 'Aes128_Sha256_RsaOaep', 'Aes256_Sha256_RsaPss']),
  /** SHA-1 thumbprint, hexadecimal, of the server's certificate that a person has approved; null trusts none but `None`. */
  serverThumbprint: z
    .string()
    .regex(/^[0-9a-f]{40}$/)
    .nullable()
    .default(null),
  userName: z.string().max(120).nullable().default(null),
  password: SealedSecret.nullable().default(null),
  samplingIntervalMs: z.number().int().min(50).max(3_600_000).default(1000), // default, not from a standard
})

/** Modbus TCP: points are `<table>:<address>:<type>[:<word order>]`, as `holding:0:float32:big`; addresses count from 0. */
export const ModbusConnection = z.object({
  protocol: z.literal('modbus'),
  host: z.string().min(1).max(200),
  port: z.number().int().min(1).max(65_535).default(502),
  unitId: z.number().int().min(0).max(255).default(1),
  pollIntervalMs: z.number().int().min(100).max(3_600_000).default(1000), // default, not from a standard
  timeoutMs: z.number().int().min(100).max(60_000).default(2000), // default, not from a standard
})

/** File drop (文件投递): CSV or Excel files laid into the source's own folder. Points are column names of a wide file, or the tag words of a long one. */
export const FileConnection = z.object({
  protocol: z.literal('file'),
  layout: z.enum(['wide', 'long']).describe('wide: a column per tag; long: time, tag, value[, quality]'),
  timeColumn: z.string().min(1).max(120).default('time'),
  /** Offset of times that carry no zone. */
  utcOffsetMinutes: z.number().int().min(-720).max(840).default(480),
  encoding: z.enum(['utf-8', 'gb18030']).default('utf-8'),
})

export const Connection = z.discriminatedUnion('protocol', [
  PlainConnection,
  SparkplugConnection,
  Hj212Connection,
  OpcuaConnection,
  ModbusConnection,
  FileConnection,
])
export type Connection = z.infer<typeof Connection>
export type ConnectionOf<P extends SourceProtocol> = Extract<Connection, { protocol: P }>

/** Where a tag is found in a foreign protocol; value in the tag's unit = raw × scale + offset. */
export const SourcePoint = z.object({
  address: z.string().trim().min(1).max(300),
  tagCode: z.string().min(1).max(64),
  scale: z
    .number()
    .refine((scale) => scale !== 0, 'scale must not be 0')
    .default(1),
  offset: z.number().default(0),
})
export type SourcePoint = z.infer<typeof SourcePoint>

/** Why a connection, or one address of it, does not work (接入故障). Words for each stand in the locales of the sources module; `detail` beside it is technical. */
export const ConnectionFault = z.enum([
  'unreachable', // no connection, or none in time
  'timed_out', // connected, and then no answer
  'not_this_protocol',
  'security_not_offered', // the server has no endpoint of this mode and policy
  'server_untrusted', // nobody has approved this certificate of the server
  'client_untrusted', // the server does not know our certificate yet: its keeper has to approve it there
  'sign_in_refused',
  'secret_unreadable', // sealed with another installation's key
  'malformed_address',
  'no_such_address',
  'not_a_number', // a text, an array, a structure
  'device_exception', // the device answers that it cannot; its code is in the detail
  'network_not_allowed', // outside of the networks to which the house may dial: setting fetchNetworks
  'folder_unreadable',
  'unexpected',
])
export type ConnectionFault = z.infer<typeof ConnectionFault>

/** What a try of a connection found, step by step (测试连接). */
export const ConnectionTest = z.object({
  ok: z.boolean(),
  steps: z.array(
    z.object({
      step: z.enum(['reach', 'secure', 'sign_in', 'read']),
      ok: z.boolean(),
      fault: ConnectionFault.nullable(),
      detail: z.string().nullable(),
    }),
  ),
  values: z.array(
    z.object({
      address: z.string(),
      value: z.number().nullable(),
      quality: z.number().int(),
      fault: ConnectionFault.nullable(),
      detail: z.string().nullable(),
    }),
  ),
  /** SHA-1, hexadecimal, of the certificate that the server showed: what a person compares and approves. Null where the protocol has none. */
  serverThumbprint: z.string().nullable(),
})
export type ConnectionTest = z.infer<typeof ConnectionTest>

/** One node of a server's address space (地址空间), for choosing points. `address` is what a point would carry. */
export const BrowseNode = z.object({
  address: z.string(),
  name: z.string(),
  kind: z.enum(['folder', 'variable']),
  /** Whether it carries a single number or truth value; null for folders. */
  numeric: z.boolean().nullable(),
  dataType: z.string().nullable(),
  unit: z.string().nullable(),
})
export type BrowseNode = z.infer<typeof BrowseNode>

/** How a fetching source stands (采集状态); null where nothing is fetched. */
export const CollectorStatus = z.object({
  state: z.enum(['connecting', 'connected', 'failed']),
  /** Since when it is in this state, epoch ms. */
  since: z.number(),
  fault: ConnectionFault.nullable(),
  detail: z.string().nullable(),
  /** Points that give no value now, each with the reason; at most 100 of them. */
  points: z.array(z.object({ address: z.string(), fault: ConnectionFault, detail: z.string().nullable() })),
})
export type CollectorStatus = z.infer<typeof CollectorStatus>
