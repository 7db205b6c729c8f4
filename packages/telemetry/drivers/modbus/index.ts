/** Modbus TCP: polls a device at an even pace. It reads and never writes. */
import { type FetchingDoor, faultOf, pause } from '../../collect/fetcher.ts'
import type { ConnectionOf, ConnectionTest } from '../../connection.ts'
import type { Rows } from '../../ingest/rows.ts'
import { openLine } from './ask.ts'
import { nextRound } from './pace.ts'
import { pollerOf, type Reading } from './poll.ts'

/** One point proves that a device answers; a test need not read more than a page shows. */
const MOST_TESTED = 50 // default, not from a standard

export const modbusDoor: FetchingDoor<ConnectionOf<'modbus'>> = {
  async fetch({ connection, points }, { deliver, connected, signal }) {
    const poller = pollerOf(points)
    const line = await openLine(connection, signal)
    let told = ''
    const startedAt = performance.now()
    let round = 0
    try {
      while (!signal.aborted) {
        const readings = await poller.poll(line, Date.now)
        deliver(rowsOf(readings)).catch(() => {}) // counted at the gate; the next round brings newer values
        const faults = [...poller.malformed, ...readings.flatMap(({ fault }) => fault ?? [])]
        const news = JSON.stringify(faults)
        if (news !== told) connected(faults)
        told = news
        round = nextRound(round, performance.now() - startedAt, connection.pollIntervalMs)
        await pause(startedAt + round * connection.pollIntervalMs - performance.now(), signal)
      }
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      line.close()
    }
  },

  async test({ connection, points }, signal) {
    const steps: ConnectionTest['steps'] = []
    const values: ConnectionTest['values'] = []
    const done = (): ConnectionTest => ({
      ok: steps.every(({ ok }) => ok) && values.every(({ fault }) => fault === null),
      steps,
      values,
      serverThumbprint: null,
    })
    let step: 'reach' | 'read' = 'reach'
    try {
      const line = await openLine(connection, signal)
      steps.push({ step, ok: true, fault: null, detail: `${connection.host}:${connection.port}` })
      step = 'read'
      try {
        const { malformed, poll } = pollerOf(points.slice(0, MOST_TESTED))
        for (const { address, fault, detail } of malformed) values.push({ address, value: null, quality: 2, fault, detail })
        for (const { point, value, quality, fault } of await poll(line, Date.now))
          values.push({
            address: point.address,
            value: Number.isNaN(value) ? null : value,
            quality,
            fault: fault?.fault ?? null,
            detail: fault?.detail ?? null,
          })
        steps.push({ step, ok: true, fault: null, detail: null })
      } finally {
        line.close()
      }
    } catch (error) {
      steps.push({ step, ok: false, ...faultOf(error) })
    }
    return done()
  },
}

function rowsOf(readings: readonly Reading[]): Rows {
  return {
    tags: readings.map(({ point }) => point.tagCode),
    times: Float64Array.from(readings, ({ time }) => time),
    values: Float64Array.from(readings, ({ value }) => value),
    qualities: Uint8Array.from(readings, ({ quality }) => quality),
    units: null,
  }
}
