/** The nodes below one node of a server, for choosing points on the page. */
import {
  AttributeIds,
  BrowseDirection,
  type ClientSession,
  DataType,
  type DataValue,
  NodeClass,
  type ReferenceDescription,
  ResultMask,
  StatusCodes,
} from 'node-opcua-client'
import { CannotConnect } from '../../collect/fetcher.ts'
import type { BrowseNode } from '../../connection.ts'
import { numberOf } from './value.ts'

const OBJECTS_FOLDER = 'ns=0;i=85' // OPC 10000-6, Annex A: Objects
const PROPERTY_TYPE = 'ns=0;i=68' // OPC 10000-6, Annex A: PropertyType
const ENGINEERING_UNITS = 'EngineeringUnits' // OPC 10000-8, 5.3.2.3
const MOST_NODES = 2000 // default, not from a standard
const AT_ONCE = 200 // default, not from a standard

/** @throws CannotConnect: no_such_address */
export async function browse(session: ClientSession, address: string | null): Promise<BrowseNode[]> {
  const references = (await below(session, address ?? OBJECTS_FOLDER)).filter(
    ({ nodeClass, typeDefinition }) =>
      (nodeClass === NodeClass.Object || nodeClass === NodeClass.Variable) && typeDefinition.toString() !== PROPERTY_TYPE,
  )
  const variables = references.filter(({ nodeClass }) => nodeClass === NodeClass.Variable)
  const values = new Map<string, DataValue>()
  for (let from = 0; from < variables.length; from += AT_ONCE) {
    const some = variables.slice(from, from + AT_ONCE)
    const read = await session.read(some.map(({ nodeId }) => ({ nodeId, attributeId: AttributeIds.Value })))
    some.forEach(({ nodeId }, at) => {
      values.set(nodeId.toString(), read[at]!)
    })
  }
  const units = await unitsOf(session, variables)
  return references.map(({ nodeId, displayName, browseName, nodeClass }): BrowseNode => {
    const name = displayName.text || browseName.name || nodeId.toString()
    if (nodeClass === NodeClass.Object)
      return { address: nodeId.toString(), name, kind: 'folder', numeric: null, dataType: null, unit: null }
    const variant = values.get(nodeId.toString())?.value
    const empty = !variant || variant.dataType === DataType.Null
    return {
      address: nodeId.toString(),
      name,
      kind: 'variable',
      numeric: empty ? null : numberOf(variant) !== null,
      dataType: empty ? null : DataType[variant.dataType],
      unit: units.get(nodeId.toString()) ?? null,
    }
  })
}

async function below(session: ClientSession, nodeId: string): Promise<ReferenceDescription[]> {
  let result = await session.browse({
    nodeId,
    referenceTypeId: 'HierarchicalReferences',
    includeSubtypes: true,
    browseDirection: BrowseDirection.Forward,
    resultMask:
      ResultMask.NodeClass | ResultMask.BrowseName | ResultMask.DisplayName | ResultMask.TypeDefinition | ResultMask.ReferenceType,
  })
  if (result.statusCode.equals(StatusCodes.BadNodeIdUnknown) || result.statusCode.equals(StatusCodes.BadNodeIdInvalid))
    throw new CannotConnect('no_such_address', `${nodeId}: ${result.statusCode.name}`)
  if (result.statusCode.isNotGood()) throw new CannotConnect('device_exception', `${nodeId}: ${result.statusCode.name}`)
  const found = [...(result.references ?? [])]
  while (result.continuationPoint?.length && found.length < MOST_NODES) {
    result = await session.browseNext(result.continuationPoint, false)
    found.push(...(result.references ?? []))
  }
  if (result.continuationPoint?.length) await session.browseNext(result.continuationPoint, true)
  return found.slice(0, MOST_NODES)
}

/** The unit of those that name one. */
async function unitsOf(session: ClientSession, variables: readonly ReferenceDescription[]): Promise<Map<string, string>> {
  const units = new Map<string, string>()
  for (let from = 0; from < variables.length; from += AT_ONCE) {
    const some = variables.slice(from, from + AT_ONCE)
    const results = await session.browse(
      some.map(({ nodeId }) => ({
        nodeId,
        referenceTypeId: 'HasProperty',
        includeSubtypes: true,
        browseDirection: BrowseDirection.Forward,
        resultMask: ResultMask.BrowseName,
      })),
    )
    const named = results.flatMap(({ references }, at) =>
      (references ?? [])
        .filter(({ browseName }) => browseName.name === ENGINEERING_UNITS)
        .map(({ nodeId }) => ({ of: some[at]!.nodeId.toString(), nodeId })),
    )
    if (named.length === 0) continue
    const read = await session.read(named.map(({ nodeId }) => ({ nodeId, attributeId: AttributeIds.Value })))
    named.forEach(({ of }, at) => {
      const text = (read[at]?.value?.value as { displayName?: { text?: string | null } } | null)?.displayName?.text
      if (text) units.set(of, text)
    })
  }
  return units
}
