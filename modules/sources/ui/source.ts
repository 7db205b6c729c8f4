/** Shapes that the screens of sources read, taken from the interface's own description. */
import type { paths } from '@anyuan/ui'

export type SourceRow = paths['/api/sources/sources']['get']['responses'][200]['content']['application/json']['items'][number]
export type SourceDetail = paths['/api/sources/sources/{id}']['get']['responses'][200]['content']['application/json']
export type QuarantineEntry = paths['/api/sources/quarantine']['get']['responses'][200]['content']['application/json']['items'][number]
export type Trial = paths['/api/sources/test']['post']['responses'][200]['content']['application/json']

/** Protocol names are names: the same in both languages. */
export const PROTOCOL_NAME: Record<SourceRow['protocol'], string> = {
  mqtt: 'MQTT',
  http: 'HTTP',
  edge: 'Edge',
  sparkplug: 'Sparkplug B',
  hj212: 'HJ 212',
  opcua: 'OPC UA',
  modbus: 'Modbus TCP',
  file: 'CSV / Excel',
}
