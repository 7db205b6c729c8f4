/** A collector on a gate for tests: a folder of its own, no secrets, and faults written down. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quality } from '@anyuan/kernel'
import type { Connection, SourcePoint } from '../connection.ts'
import { Gate, type QuarantineRecord } from '../ingest/gate.ts'
import { type Collector, type CollectorOptions, followSources } from './follow.ts'

export const SOURCE = 'GW-1'

export interface Collecting {
  collector: Collector
  dataDir: string
  faults: unknown[]
  close(): Promise<void>
}

export function collectOn(gate: Gate, more: Partial<CollectorOptions> = {}): Collecting {
  const dataDir = mkdtempSync(join(tmpdir(), 'collect-'))
  const faults: unknown[] = []
  const collector = followSources({
    gate,
    openSecret: (sealed) => {
      if (!sealed.startsWith('sealed:')) throw new Error('another key')
      return sealed.slice('sealed:'.length)
    },
    dataDir,
    onFault: (_what, error) => faults.push(error),
    random: () => 0,
    ...more,
  })
  return {
    collector,
    dataDir,
    faults,
    async close() {
      await collector.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

export interface TestGate {
  gate: Gate
  /** Every sample that was kept. */
  kept: { tag: string; time: number; value: number; quality: number; historical: boolean }[]
  live: { tag: string; value: number; quality: number }[]
  quarantined: QuarantineRecord[]
  /** The next writes fail. */
  failing: boolean
  /** Takes over the one source; null takes it away. */
  define(source: { connection: Connection; points?: SourcePoint[] } | null): void
  current(tag: string): { value: number; quality: number }
}

/** A gate with tags T1 to T`tags`, range −1000 to 1000, and one source that may send them all. */
export function testGate({ tags = 4, expectedIntervalSeconds = 1 } = {}): TestGate {
  const codes = Array.from({ length: tags }, (_, i) => `T${i + 1}`)
  const test: TestGate = {
    kept: [],
    live: [],
    quarantined: [],
    failing: false,
    gate: new Gate({
      now: Date.now,
      journal: async ({ length, tagNumbers, times, values, qualities, historical }) => {
        if (test.failing) throw new Error('no space left')
        for (let i = 0; i < length; i++)
          test.kept.push({
            tag: codes[tagNumbers[i]! - 1]!,
            time: times[i]!,
            value: values[i]!,
            quality: qualities[i]!,
            historical: historical[i] === 1,
          })
      },
      onLive: (index, value, q) => test.live.push({ tag: codes[index]!, value, quality: q }),
      onQuarantine: (record) => test.quarantined.push(record),
    }),
    define(source) {
      test.gate.directory.define({
        tags: codes.map((code, i) => ({
          number: i + 1,
          code,
          org: 'ln',
          unit: '℃',
          rangeLow: -1000,
          rangeHigh: 1000,
          expectedIntervalSeconds,
        })),
        sources: source
          ? [{ code: SOURCE, org: 'ln', protocol: source.connection.protocol, credentialDigest: '', tagCodes: codes, ...source }]
          : [],
        alarms: [],
      })
      test.gate.defined()
    },
    current(tag) {
      const { current } = test.gate
      const index = codes.indexOf(tag)
      return { value: current.seen(index) ? current.values[index]! : Number.NaN, quality: current.qualities[index] ?? quality.stale }
    },
  }
  return test
}
