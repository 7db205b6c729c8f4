/** Topics of Sparkplug 3.0 (主题): `spBv1.0/{group}/{message type}/{edge node}[/{device}]`, and the state of host applications. */

export const NAMESPACE = 'spBv1.0'
const NODE_TYPES = ['NBIRTH', 'NDEATH', 'NDATA', 'NCMD'] as const
const DEVICE_TYPES = ['DBIRTH', 'DDEATH', 'DDATA', 'DCMD'] as const
export type MessageType = (typeof NODE_TYPES)[number] | (typeof DEVICE_TYPES)[number]

export interface SparkplugTopic {
  groupId: string
  type: MessageType
  edgeNodeId: string
  /** Null in messages of the node itself. */
  deviceId: string | null
}

const isId = (id: string | undefined): id is string => id !== undefined && id !== '' && !/[+#]/.test(id)

/** @returns null for a topic that is none of a node or device. */
export function parseTopic(topic: string): SparkplugTopic | null {
  const [namespace, groupId, type, edgeNodeId, deviceId, ...more] = topic.split('/')
  if (namespace !== NAMESPACE || more.length > 0 || !isId(groupId) || !isId(edgeNodeId)) return null
  if ((NODE_TYPES as readonly string[]).includes(type ?? '') && deviceId === undefined)
    return { groupId, type: type as MessageType, edgeNodeId, deviceId: null }
  if ((DEVICE_TYPES as readonly string[]).includes(type ?? '') && isId(deviceId))
    return { groupId, type: type as MessageType, edgeNodeId, deviceId }
  return null
}

export const topicOf = ({ groupId, type, edgeNodeId, deviceId }: SparkplugTopic): string =>
  [NAMESPACE, groupId, type, edgeNodeId, ...(deviceId === null ? [] : [deviceId])].join('/')

export const stateTopic = (hostId: string): string => `${NAMESPACE}/STATE/${hostId}`
