/** One round of questions to a Modbus device, and what it says of each point. */
import { quality } from '@anyuan/kernel'
import type { FetchPoint, PointFault } from '../../collect/fetcher.ts'
import { decodeWords, isBits, type ModbusAddress, parseAddress, WORDS } from './address.ts'
import { DeviceException, ILLEGAL_ADDRESS, type Line } from './ask.ts'
import { planReads, type Read, splitRead } from './plan.ts'

export interface Reading {
  point: FetchPoint
  /** In the tag's unit; NaN where the device gave none. */
  value: number
  quality: number
  /** When the answer came, epoch ms. */
  time: number
  fault: PointFault | null
}

export interface Poller {
  /** Points whose address says nothing. */
  malformed: PointFault[]
  /** Asks for every point once. @throws CannotConnect */
  poll(line: Line, now: () => number): Promise<Reading[]>
}

export function pollerOf(points: readonly FetchPoint[]): Poller {
  const known: { point: FetchPoint; address: ModbusAddress }[] = []
  const malformed: PointFault[] = []
  for (const point of points) {
    const address = parseAddress(point.address)
    if ('malformed' in address) malformed.push({ address: point.address, fault: 'malformed_address', detail: address.malformed })
    else known.push({ point, address })
  }
  const addresses = known.map(({ address }) => address)
  let reads = planReads(addresses)

  const readingOf = (read: Read, i: number, buffer: Buffer, time: number): Reading => {
    const { point, address } = known[i]!
    const at = address.address - read.address
    const raw = isBits(address.table)
      ? ((buffer[at >> 3] ?? 0) >> (at & 7)) & 1
      : decodeWords(buffer.subarray(at * 2, (at + WORDS[address.type]) * 2), address)
    // a device that has no value often sends a float that is none
    const finite = Number.isFinite(raw)
    return {
      point,
      value: finite ? raw * point.scale + point.offset : Number.NaN,
      quality: finite ? quality.good : quality.bad,
      time,
      fault: finite ? null : { address: point.address, fault: 'not_a_number', detail: String(raw) },
    }
  }
  const ask = async (line: Line, read: Read, now: () => number): Promise<{ readings: Reading[]; reads: Read[] }> => {
    try {
      const buffer = await line.ask(read)
      const time = now()
      return { readings: read.points.map((i) => readingOf(read, i, buffer, time)), reads: [read] }
    } catch (error) {
      if (!(error instanceof DeviceException)) throw error
      if (error.code === ILLEGAL_ADDRESS && read.points.length > 1) {
        // one of the registers, or one of a gap, does not exist: from now on each is asked for alone
        const alone = []
        for (const one of splitRead(read, addresses)) alone.push(await ask(line, one, now))
        return { readings: alone.flatMap(({ readings }) => readings), reads: alone.flatMap(({ reads }) => reads) }
      }
      const time = now()
      const fault = error.code === ILLEGAL_ADDRESS ? 'no_such_address' : 'device_exception'
      return {
        readings: read.points.map((i) => ({
          point: known[i]!.point,
          value: Number.NaN,
          quality: quality.bad,
          time,
          fault: { address: known[i]!.point.address, fault, detail: error.message },
        })),
        reads: [read],
      }
    }
  }
  return {
    malformed,
    async poll(line, now) {
      const readings: Reading[] = []
      const next: Read[] = []
      for (const read of reads) {
        const answered = await ask(line, read, now)
        readings.push(...answered.readings)
        next.push(...answered.reads)
      }
      reads = next
      return readings
    },
  }
}
