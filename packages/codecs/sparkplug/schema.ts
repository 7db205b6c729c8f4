/** The Sparkplug B payload as Protocol Buffers know it (org.eclipse.tahu.protobuf.Payload), field numbers as in the Sparkplug 3.0 specification. */
import protobuf from 'protobufjs/light.js'

type Fields = Record<string, { type: string; id: number; rule?: 'repeated' }>
/** The kinds of a value, in the order of the specification, numbered from `first`. */
const values = (first: number, ...rest: [name: string, type: string][]): Fields =>
  Object.fromEntries(
    [
      ['int', 'uint32'],
      ['long', 'uint64'],
      ['float', 'float'],
      ['double', 'double'],
      ['boolean', 'bool'],
      ['string', 'string'],
      ...rest,
    ].map(([name, type], at) => [name!, { type: type!, id: first + at }]),
  )
const oneof = (fields: Fields) => ({ value: { oneof: Object.keys(fields) } })

const metricValues = values(10, ['bytes', 'bytes'], ['dataset', 'DataSet'], ['template', 'Template'])
const propertyValues = values(3, ['properties', 'PropertySet'], ['propertyList', 'PropertySetList'])
const cellValues = values(1)
const parameterValues = values(3)

const types: Record<string, protobuf.IType> = {
  Payload: {
    fields: {
      timestamp: { type: 'uint64', id: 1 },
      metrics: { type: 'Metric', id: 2, rule: 'repeated' },
      seq: { type: 'uint64', id: 3 },
      uuid: { type: 'string', id: 4 },
      body: { type: 'bytes', id: 5 },
    },
  },
  Metric: {
    oneofs: oneof(metricValues),
    fields: {
      name: { type: 'string', id: 1 },
      alias: { type: 'uint64', id: 2 },
      timestamp: { type: 'uint64', id: 3 },
      datatype: { type: 'uint32', id: 4 },
      isHistorical: { type: 'bool', id: 5 },
      isTransient: { type: 'bool', id: 6 },
      isNull: { type: 'bool', id: 7 },
      metadata: { type: 'MetaData', id: 8 },
      properties: { type: 'PropertySet', id: 9 },
      ...metricValues,
    },
  },
  MetaData: {
    fields: {
      isMultiPart: { type: 'bool', id: 1 },
      contentType: { type: 'string', id: 2 },
      size: { type: 'uint64', id: 3 },
      seq: { type: 'uint64', id: 4 },
      fileName: { type: 'string', id: 5 },
      fileType: { type: 'string', id: 6 },
      md5: { type: 'string', id: 7 },
      description: { type: 'string', id: 8 },
    },
  },
  PropertySet: {
    fields: { keys: { type: 'string', id: 1, rule: 'repeated' }, values: { type: 'PropertyValue', id: 2, rule: 'repeated' } },
  },
  PropertySetList: { fields: { sets: { type: 'PropertySet', id: 1, rule: 'repeated' } } },
  PropertyValue: {
    oneofs: oneof(propertyValues),
    fields: { type: { type: 'uint32', id: 1 }, isNull: { type: 'bool', id: 2 }, ...propertyValues },
  },
  DataSet: {
    fields: {
      columnCount: { type: 'uint64', id: 1 },
      columns: { type: 'string', id: 2, rule: 'repeated' },
      types: { type: 'uint32', id: 3, rule: 'repeated' },
      rows: { type: 'Row', id: 4, rule: 'repeated' },
    },
  },
  Row: { fields: { cells: { type: 'Cell', id: 1, rule: 'repeated' } } },
  Cell: { oneofs: oneof(cellValues), fields: cellValues },
  Template: {
    fields: {
      version: { type: 'string', id: 1 },
      metrics: { type: 'Metric', id: 2, rule: 'repeated' },
      parameters: { type: 'Parameter', id: 3, rule: 'repeated' },
      reference: { type: 'string', id: 4 },
      isDefinition: { type: 'bool', id: 5 },
    },
  },
  Parameter: {
    oneofs: oneof(parameterValues),
    fields: { name: { type: 'string', id: 1 }, type: { type: 'uint32', id: 2 }, ...parameterValues },
  },
}

// proto2: a field that is set is written, be it 0 or false; a death without seq is told from a birth with seq 0
const root = protobuf.Root.fromJSON({
  nested: Object.fromEntries(Object.entries(types).map(([name, type]) => [name, { ...type, edition: 'proto2' }])),
})

export const PayloadType = root.lookupType('Payload')
