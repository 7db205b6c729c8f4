/** The list of modules: the one place that knows them all by name, and fulfils what each asks for. */

import { type AlarmDesignTables, alarmDesign } from '@anyuan/alarm-design'
import { type ActOutcome, type AlarmsTables, alarms } from '@anyuan/alarms'
import { type AssetsTables, assets, type Readings } from '@anyuan/assets'
import { type Database, outboxOf, systemClock } from '@anyuan/db'
import { type DutyTables, duty } from '@anyuan/duty'
import { allows, type Module, permissionTable } from '@anyuan/host'
import { type IdentityTables, identity } from '@anyuan/identity'
import type { Caller } from '@anyuan/kernel'
import type { AlarmAction } from '@anyuan/monitoring/shapes'
import { type OrganisationTables, organisation } from '@anyuan/organisation'
import { simulation } from '@anyuan/simulation'
import { type SourcesTables, sources } from '@anyuan/sources'
import type { SourceTraffic } from '@anyuan/sources/contract'

/** What the modules ask of the world beyond PostgreSQL. */
export interface World {
  readings: Readings
  act: (alarmNumber: number, action: AlarmAction, by: string) => Promise<ActOutcome>
  traffic: () => Promise<Map<string, SourceTraffic> | null>
  /** What the sources module asks of the pipeline, and the sealing of secrets. */
  dial: Pick<Parameters<typeof sources>[0], 'seal' | 'unseal' | 'testConnection' | 'browse' | 'activity' | 'reprocess' | 'ingestUrl'>
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
  const wrong = alarms({
    ...common<AlarmsTables>(),
    audit,
    act: world.act,
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

  const alarmDesignRoom = alarmDesign({ ...common<AlarmDesignTables>(), audit })

  everyModule.push(
    where.module,
    who.module,
    what.module,
    from.module,
    wrong.module,
    shift.module,
    alarmDesignRoom.module,
    ...(play ? [play.module] : []),
  )
  return {
    modules: everyModule,
    organisation: where.service,
    identity: who.service,
    assets: what.service,
    sources: from.service,
    alarms: wrong.service,
    duty: shift.service,
  }
}
export type House = ReturnType<typeof openModules>
