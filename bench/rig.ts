/** The two roles that a sample passes, archive and pipeline, started as the supervisor starts them, over a folder of their own, with a definition of any size. */
import { type ChildProcess, fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PipelineDefinition } from '@anyuan/telemetry'
import type { ArchiveStats } from '@anyuan/telemetry/archive'
import { readConfig } from '../apps/server/config.ts'
import { NODE_ARGUMENTS, type RoleSettings } from '../apps/server/role.ts'
import { freePorts } from '../e2e/support/server.ts'
import { joinBus, socketPath } from '../packages/bus/index.ts'
import { signTicket } from '../packages/telemetry/ticket.ts'

const TICKET_KEY = 'a-key-for-measuring-only'
const PASSWORD = 'a-password-for-measuring-only'
export const LIMIT = 900

/** One source as the load generator needs it: it sends tags `firstTag` … `firstTag + tagCount - 1`. */
export interface LoadSource {
  code: string
  password: string
  firstTag: number
  tagCount: number
}
export const tagCode = (tagNumber: number): string => `T${String(tagNumber).padStart(6, '0')}`

/** `tags` tags numbered from 1, shared evenly by `sources` sources; each tag with one rule, a high limit at 900. */
export function definitionOf(tags: number, sources: number): { definition: PipelineDefinition; load: LoadSource[] } {
  const numbers = Array.from({ length: tags }, (_, i) => i + 1)
  const tagCount = tags / sources
  const load = Array.from({ length: sources }, (_, s) => ({
    code: `gateway-${s}`,
    password: PASSWORD,
    firstTag: s * tagCount + 1,
    tagCount,
  }))
  const credentialDigest = createHash('sha256').update(PASSWORD).digest('hex')
  return {
    load,
    definition: {
      tags: numbers.map((number) => ({
        number,
        code: tagCode(number),
        org: 'root.works',
        unit: 'kPa',
        rangeLow: 0,
        rangeHigh: 10_000,
        expectedIntervalSeconds: 1,
      })),
      sources: load.map(({ code, firstTag }) => ({
        code,
        org: 'root.works',
        protocol: 'mqtt',
        credentialDigest,
        tagCodes: Array.from({ length: tagCount }, (_, i) => tagCode(firstTag + i)),
      })),
      alarms: numbers.map((number) => ({
        alarmNumber: number * 8,
        tagNumber: number,
        condition: { kind: 'limit', levels: [{ kind: 'high', threshold: LIMIT, severity: 2 }], deadband: 0 },
        onDelaySeconds: 0,
        offDelaySeconds: 0,
        latched: false,
      })),
    },
  }
}

export interface Rig {
  mqttPort: number
  dataPort: number
  /** Process ids: archive, pipeline. */
  pids: number[]
  /** A ticket that sees everything. */
  ticket: string
  archiveStats(): Promise<ArchiveStats>
  /** One figure of a role's /metrics. */
  metric(role: 'pipeline' | 'archive', name: string): Promise<number>
  stop(): Promise<void>
}

export async function startRig(definition: PipelineDefinition, { nodeArgs = [] }: { nodeArgs?: string[] } = {}): Promise<Rig> {
  const dataDir = mkdtempSync(join(tmpdir(), 'anyuan-bench-'))
  process.once('exit', () => rmSync(dataDir, { recursive: true, force: true })) // also when a measurement fails
  const runDir = join(dataDir, 'run')
  mkdirSync(join(dataDir, 'pipeline'), { recursive: true })
  mkdirSync(runDir)
  writeFileSync(join(dataDir, 'pipeline', 'definition.json'), JSON.stringify(definition))
  const [dataPort = 0, mqttPort = 0, observePort = 0] = await freePorts(6)
  const config = readConfig(
    {
      ANYUAN_DATA_DIR: dataDir,
      ANYUAN_DATA_PORT: String(dataPort),
      ANYUAN_MQTT_PORT: String(mqttPort),
      ANYUAN_HJ212_PORT: '0',
      ANYUAN_OBSERVE_PORT: String(observePort),
      ANYUAN_LOG_LEVEL: 'warn',
    },
    dataDir,
  )
  const settings: RoleSettings = {
    config,
    secrets: { databasePassword: 'not-used-without-the-api', ticketKey: TICKET_KEY, sealingKey: TICKET_KEY.padEnd(43, '0').slice(0, 43) },
    runDir,
    databaseUrl: '',
    demo: false,
  }
  const children: ChildProcess[] = []
  for (const role of ['archive', 'pipeline'] as const) {
    const child = fork(new URL(`../apps/server/${role}.ts`, import.meta.url), [], {
      env: { ...process.env, ANYUAN_ROLE_SETTINGS: JSON.stringify(settings) },
      execArgv: [...NODE_ARGUMENTS[role], ...(role === 'pipeline' ? nodeArgs : [])],
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    children.push(child)
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve())
      child.once('exit', (code) => reject(new Error(`${role} ended with ${code}`)))
    })
  }
  const archive = joinBus(socketPath(runDir, 'archive'), () => {})
  while (!archive.connected()) await new Promise((resolve) => setTimeout(resolve, 10))
  const observe = { pipeline: observePort + 2, archive: observePort + 3 }
  return {
    mqttPort,
    dataPort,
    pids: children.map((child) => child.pid!),
    ticket: signTicket({ accountId: 'bench', scope: ['root'], expiresAt: Date.now() + 3_600_000 }, TICKET_KEY),
    archiveStats: async () => (await archive.request('archive.stats', [], 60_000)) as ArchiveStats,
    async metric(role, name) {
      const text = await (await fetch(`http://127.0.0.1:${observe[role]}/metrics`)).text()
      const line = text.split('\n').find((one) => one.startsWith(`${name} `))
      if (!line) throw new Error(`${role} has no metric ${name}`)
      return Number(line.split(' ')[1])
    },
    async stop() {
      await archive.close()
      for (const child of children.reverse()) {
        const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
        child.kill('SIGTERM')
        await ended
      }
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** Waits until the archive holds `rows` samples, at most `withinMs`. @returns how many it holds. */
export async function archived(rig: Rig, rows: number, withinMs = 120_000): Promise<number> {
  for (const until = performance.now() + withinMs; ; await new Promise((resolve) => setTimeout(resolve, 200))) {
    const { samples } = await rig.archiveStats()
    if (samples.rows >= rows || performance.now() > until) return samples.rows
  }
}
