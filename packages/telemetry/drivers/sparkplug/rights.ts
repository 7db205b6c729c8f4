/** What a Sparkplug source may do at the embedded broker: speak for its own node and its devices, hear commands to them and the state of the host. */
import { NAMESPACE, parseTopic, type SparkplugTopic, stateTopic } from '@anyuan/codecs/sparkplug'
import type { SourceDefinition } from '../../definition.ts'

/** @returns the topic if it is the source's own and no command; null otherwise. */
export function ownTopic({ connection }: SourceDefinition, topic: string): SparkplugTopic | null {
  if (connection?.protocol !== 'sparkplug') return null
  const parsed = parseTopic(topic)
  if (parsed?.groupId !== connection.groupId || parsed.edgeNodeId !== connection.edgeNodeId) return null
  return parsed.type === 'NCMD' || parsed.type === 'DCMD' ? null : parsed
}

export function mayHear({ connection }: SourceDefinition, filter: string, hostId: string): boolean {
  if (connection?.protocol !== 'sparkplug') return false
  const { groupId, edgeNodeId } = connection
  const node = (type: string) => `${NAMESPACE}/${groupId}/${type}/${edgeNodeId}`
  return [
    node('NCMD'),
    `${node('NCMD')}/#`,
    `${node('DCMD')}/#`,
    `${node('DCMD')}/+`,
    stateTopic(hostId),
    stateTopic('+'),
    stateTopic('#'),
  ].includes(filter)
}
