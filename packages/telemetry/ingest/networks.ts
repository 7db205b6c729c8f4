/** Networks (网段): from where a source may come, and to where the house itself may dial. */
import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import type { SourceDefinition } from '../definition.ts'

/** `::ffff:10.1.2.3`, as a socket open for both families names an IPv4 sender, is 10.1.2.3. */
const plainAddress = (address: string): string => {
  const bare = address.replace(/%.*$/, '')
  return /^::ffff:\d+\.\d+\.\d+\.\d+$/i.test(bare) ? bare.slice(7) : bare
}
const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** @param networks addresses or ranges, as `10.1.2.3` or `10.1.0.0/16`. @throws TypeError for what is neither. */
export function networkList(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', prefix] = network.split('/')
    if (isIP(address) === 0) throw new TypeError(`${network} is not a network`)
    if (prefix === undefined) list.addAddress(address, familyOf(address))
    else list.addSubnet(address, Number(prefix), familyOf(address))
  }
  return list
}
export const isWithin = (list: BlockList, address: string): boolean => {
  const plain = plainAddress(address)
  return isIP(plain) !== 0 && list.check(plain, familyOf(plain))
}

/** Lists by definition: a new definition brings new objects, so nothing stale is kept. */
const lists = new WeakMap<SourceDefinition, BlockList>()

/** Whether a source may come from this address; without a list it may come from anywhere. An address that is not known is within no list. */
export function addressAllowed(definition: SourceDefinition, remoteAddress: string | undefined): boolean {
  if (!definition.addresses || definition.addresses.length === 0) return true
  let list = lists.get(definition)
  if (!list) {
    list = networkList(definition.addresses)
    lists.set(definition, list)
  }
  return isWithin(list, remoteAddress ?? '')
}

/**
 * Every address that a host stands for, if each lies in a network to which the house may dial; the caller dials one of these, not the name, so that
 * a second look-up cannot lead elsewhere.
 * @throws what the resolver throws
 */
export async function dialable(
  host: string,
  allowed: BlockList,
): Promise<{ ok: true; addresses: string[] } | { ok: false; address: string }> {
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  const addresses = isIP(bare) ? [bare] : (await lookup(bare, { all: true })).map(({ address }) => address)
  const outside = addresses.find((address) => !isWithin(allowed, address))
  return outside === undefined ? { ok: true, addresses } : { ok: false, address: outside }
}
