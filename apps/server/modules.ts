/** The list of modules: the one place that knows them all by name, and fulfils what each asks for. */

import { type AlarmDesignService, type AlarmDesignTables, alarmDesign, type SampleBlock } from '@anyuan/alarm-design'
import { type ActOutcome, type AlarmsTables, alarms } from '@anyuan/alarms'
import { type AssetsTables, assets, type Readings } from '@anyuan/assets'
import { type Database, outboxOf, systemClock } from '@anyuan/db'
import { type DutyTables, duty } from '@anyuan/duty'
import { allows, type ExportEntry, type Module, permissionTable, scopeOf, type WordBooks, wordBooks } from '@anyuan/host'
import { type IdentityTables, identity } from '@anyuan/identity'
import { type ImportsTables, imports } from '@anyuan/imports'
import type { Caller } from '@anyuan/kernel'
import type { AlarmAction } from '@anyuan/monitoring/shapes'
import { type OrganisationTables, organisation } from '@anyuan/organisation'
import { simulation } from '@anyuan/simulation'
import { type SourcesTables, sources } from '@anyuan/sources'
import type { SourceTraffic } from '@anyuan/sources/contract'
import type { LateAnswer } from '@anyuan/telemetry'
import { alarmPorts } from './alarm-ports.ts'
import { designPorts, guidanceOf, type RunningAlarm } from './design-ports.ts'
import { lateRehearsals } from './late-ports.ts'

/** What the modules ask of the world beyond PostgreSQL. */
export interface World {
  readings: Readings
  act: (alarmNumber: number, action: AlarmAction, by: string) => Promise<ActOutcome>
  traffic: () => Promise<Map<string, SourceTraffic> | null>
  /** What the sources module asks of the pipeline, and the sealing of secrets. */
  dial: Pick<
    Parameters<typeof sources>[0],
    'seal' | 'unseal' | 'testConnection' | 'browse' | 'activity' | 'completeness' | 'reprocess' | 'ingestUrl'
  >
  /** Samples of one tag from the archive, all of the window. */
  samples: (tagNumber: number, from: number, to: number) => Promise<SampleBlock>
  /** Hours of tags in which late samples came; null when the pipeline is away. */
  lateHours: (taken: number | null) => Promise<LateAnswer | null>
  /** What the pipeline runs; null when it is away. */
  running: () => Promise<RunningAlarm[] | null>
  live: { url: string; key: string }
  /** Called after each event that was appended, to wake the relay. */
  wakeOutbox: () => void
  /** Queues a module's job in the transaction `tx`. */
  sendJob: (tx: unknown, name: string, data: object) => Promise<void>
  /** The simulator's control door; null unless this is a demo. */
  simulator: ((method: 'GET' | 'POST', path: string) => Promise<{ status: number; body: unknown }>) | null
}

export function openModules(db: Database<unknown>, world: World) {
  const clock = systemClock
  const common = <Tables>() => ({ transact: db.as<Tables>().transact, outbox: outboxOf<Tables>(world.wakeOutbox), clock })
  const everyModule: Module[] = []
  // identity shows what one may do; that table is whole only when every module is known
  const table = () => permissionTable(everyModule)
  let read: WordBooks | null = null
  /** The words of every module, read when they are first needed. */
  const books = () => (read ??= wordBooks(everyModule))

  const who = identity({
    ...common<IdentityTables>(),
    allows: (grants) => allows(table(), { grants }),
    live: world.live,
    demo: world.simulator !== null,
  })
  const audit = { record: who.service.record }
  const where = organisation({ ...common<OrganisationTables>(), audit })
  const what = assets({ ...common<AssetsTables>(), audit, organisationExists: where.service.exists, readings: world.readings })
  const from = sources({
    ...common<SourcesTables>(),
    audit,
    organisationExists: where.service.exists,
    knownTagCodes: (scope, codes) => what.service.knownCodes(scope, codes),
    traffic: world.traffic,
    ...world.dial,
    tagSettings: async (codes) => {
      const wanted = new Set(codes)
      return (await what.service.allTags()).filter(({ code }) => wanted.has(code))
    },
  })
  // alarms and their design ask each other
  let designed: AlarmDesignService | null = null
  const classes = async () => (await designed?.forPipeline())?.classes ?? []
  const wrong = alarms({
    ...common<AlarmsTables>(),
    audit,
    act: world.act,
    ...alarmPorts({
      organisation: where.service,
      identity: who.service,
      assets: what.service,
      scopeOf: (permission, grants) => scopeOf(table(), permission, { grants }),
    }),
    guidanceFor: async (tagNumber, reason) => guidanceOf(await designed?.guidanceOf(tagNumber, reason)),
    causes: async () => (await designed?.causes()) ?? new Map(),
    lateHours: world.lateHours,
    rehearsals: lateRehearsals({
      assets: what.service,
      design: {
        forPipeline: (window) => {
          if (!designed) throw new Error('the alarm design is not there yet')
          return designed.forPipeline(window)
        },
      },
    }),
    samples: world.samples,
    unauthorisedChanges: async (org, from, to) => (await designed?.unauthorisedChanges(from, to, org)) ?? null,
    tags: async (numbers) =>
      new Map(
        (await what.service.tagsByNumber(numbers)).map((tag) => [
          tag.number,
          { tagNumber: tag.number, tagCode: tag.code, tagName: tag.name, unit: tag.unit, org: tag.org, assetCode: tag.assetCode },
        ]),
      ),
  })
  const shift = duty(common<DutyTables>())
  const play = world.simulator
    ? simulation({
        ask: world.simulator,
        record: (caller: Caller, action, object) =>
          db.transact(caller.scope, (tx) =>
            audit.record(tx, caller, { action, object, org: caller.scope[0] ?? null, before: null, after: null }),
          ),
      })
    : null

  const set = alarmDesign({
    ...common<AlarmDesignTables>(),
    audit,
    ...designPorts({ assets: what.service, alarms: wrong.service, classes, samples: world.samples, running: world.running }),
    send: world.sendJob,
  })
  designed = set.service

  const importsRoom = imports({
    ...common<ImportsTables>(),
    audit,
    jobs: { send: world.sendJob },
    units: where.bulk,
    assets: what.bulk.assets,
    tags: what.bulk.tags,
    senders: from.bulk,
    allUnits: where.service.nodes,
    assetNames: async (caller) => (await what.service.assets(caller, { page: 1, pageSize: 20_000 })).items,
    standingBelow: async (tx, paths) =>
      new Map([
        ...(await who.service.standingBelow(tx, paths)),
        ...(await from.bulk.standingBelow(tx, paths)),
        ...(await what.bulk.standingBelow(tx, paths)),
      ]),
    scopesOf: async (caller) => {
      const { permissions: held } = await who.service.me(caller)
      const at = (permission: string) => held[permission] ?? []
      return { units: at('organisation.write'), assets: at('assets.write'), tags: at('assets.write'), sources: at('sources.write') }
    },
    words: (language) => books()[language],
  })

  everyModule.push(
    where.module,
    who.module,
    what.module,
    from.module,
    wrong.module,
    shift.module,
    importsRoom.module,
    set.module,
    ...(play ? [play.module] : []),
  )
  return {
    modules: everyModule,
    organisation: where.service,
    identity: who.service,
    assets: what.service,
    sources: from.service,
    alarms: wrong.service,
    alarmDesign: set.service,
    duty: shift.service,
    imports: importsRoom.service,
    /** What exports ask of the house: names of places for the reader, and a row in the audit trail for each. */
    exports: {
      async placeNames(caller: Caller) {
        const names = new Map((await where.service.nodes(caller)).map((node) => [node.path as string, node.name]))
        return (org: string) => names.get(org) ?? org
      },
      record: (caller: Caller, { list, ...after }: ExportEntry) =>
        db.transact(caller.scope, (tx) =>
          audit.record(tx, caller, { action: 'house.export', object: list, org: caller.scope[0] ?? null, before: null, after }),
        ),
    },
  }
}
export type House = ReturnType<typeof openModules>
