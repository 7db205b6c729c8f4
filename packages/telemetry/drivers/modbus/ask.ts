/** A Modbus TCP connection that only reads: one question at a time, each answered in time or the connection is given up. */
import modbus from 'modbus-serial'
import { CannotConnect } from '../../collect/fetcher.ts'
import type { ConnectionOf } from '../../connection.ts'
import type { Table } from './address.ts'
import type { Read } from './plan.ts'

/** The device has answered that it cannot: the connection is well. */
export class DeviceException extends Error {
  readonly code: number
  constructor(code: number, message: string) {
    super(message)
    this.name = 'DeviceException'
    this.code = code
  }
}
export const ILLEGAL_ADDRESS = 2 // MODBUS Application Protocol V1.1b3, 7: ILLEGAL DATA ADDRESS

export interface Line {
  /** @returns registers as big-endian words, or bits packed from the lowest upward. @throws DeviceException, CannotConnect */
  ask(read: Read): Promise<Buffer>
  close(): void
}

/** @throws CannotConnect */
export async function openLine({ host, port, unitId, timeoutMs }: ConnectionOf<'modbus'>, signal: AbortSignal): Promise<Line> {
  const client = new modbus.default()
  client.setID(unitId)
  client.setTimeout(timeoutMs)
  let closed = false
  let broken: (error: Error) => void = () => {}
  const close = () => {
    if (closed) return
    closed = true
    signal.removeEventListener('abort', close)
    client.destroy(() => {})
    broken(new CannotConnect('unreachable', 'the connection was closed'))
  }
  signal.addEventListener('abort', close)
  client.on('close', close)
  try {
    await client.connectTCP(host, { port })
  } catch (error) {
    close()
    throw new CannotConnect('unreachable', error instanceof Error ? error.message : `cannot connect to ${host}:${port}`)
  }
  if (signal.aborted) close()

  const read: Record<Table, (address: number, length: number) => Promise<{ buffer: Buffer }>> = {
    coil: (address, length) => client.readCoils(address, length),
    discrete: (address, length) => client.readDiscreteInputs(address, length),
    holding: (address, length) => client.readHoldingRegisters(address, length),
    input: (address, length) => client.readInputRegisters(address, length),
  }
  return {
    close,
    async ask({ table, address, length }) {
      if (closed) throw new CannotConnect('unreachable', 'the connection was closed')
      try {
        // the library lets a question wait for its time-out even when the connection is closed meanwhile
        const broke = new Promise<never>((_, reject) => {
          broken = reject
        })
        const { buffer } = await Promise.race([read[table](address, length), broke])
        return buffer
      } catch (error) {
        const { modbusCode, errno, message } = error as { modbusCode?: number; errno?: unknown; message: string }
        if (modbusCode !== undefined) throw new DeviceException(modbusCode, message)
        close()
        if (error instanceof CannotConnect) throw error
        throw new CannotConnect(errno === 'ETIMEDOUT' ? 'timed_out' : 'not_this_protocol', `${table}:${address} ×${length}: ${message}`)
      } finally {
        broken = () => {}
      }
    },
  }
}
