/** Sparkplug B: payloads and topics, bytes in, typed values out and back. No connection, no session. */
export { DATATYPES, type Datatype, numberOf, qualityOf, timeOf } from './metric.ts'
export {
  type DataSet,
  decodePayload,
  encodePayload,
  type Metric,
  MOST_PAYLOAD_BYTES,
  type Payload,
  type PropertySet,
  type PropertyValue,
  type Template,
  type WireValue,
} from './payload.ts'
export { type MessageType, NAMESPACE, parseTopic, type SparkplugTopic, stateTopic, topicOf } from './topic.ts'
