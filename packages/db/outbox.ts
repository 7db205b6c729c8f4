/** The outbox (发件箱): events saved in the transaction that made them, told afterwards, at least once and in order. */
import { type DomainEvent, type Outbox, WHOLE_HOUSE } from '@anyuan/kernel'
import { type Generated, type Kysely, sql } from 'kysely'
import type { Database } from './connect.ts'

const APPEND_LOCK = 7_210_016 // any number of its own

export interface OutboxTables {
  outbox: { sequence: Generated<number>; at: Generated<string>; type: string; payload: string }
  outbox_cursor: { consumer: string; sequence: number }
}

/** An outbox for any module's transaction; `afterAppend` wakes the relay. */
export function outboxOf<Tables>(afterAppend: () => void = () => {}): Outbox<Kysely<Tables>> {
  return {
    async append(tx, events) {
      if (events.length === 0) return
      // without it a transaction could commit a lower sequence after the relay has passed a higher one, and be skipped
      await sql`select pg_advisory_xact_lock(${APPEND_LOCK})`.execute(tx)
      await (tx as unknown as Kysely<OutboxTables>)
        .insertInto('outbox')
        .values(events.map((event) => ({ type: event.type, payload: JSON.stringify(event) })))
        .execute()
      afterAppend()
    },
  }
}

export interface RelayOptions {
  consumer: string
  handle: (event: DomainEvent, sequence: number) => Promise<void>
  onFault: (error: unknown) => void
  /** How often to look when nobody wakes the relay. */
  everyMs?: number
}

const BATCH = 200

/** Tells a consumer every event once it is committed. The cursor moves after the handler has finished, so a handler must be idempotent. */
export function relayOutbox(
  db: Database<OutboxTables>,
  { consumer, handle, onFault, everyMs = 500 }: RelayOptions,
): { wake(): void; stop(): Promise<void> } {
  let stopped = false
  let running: Promise<void> | null = null
  let again = false
  const step = async (): Promise<boolean> => {
    const events = await db.transact(WHOLE_HOUSE, async (tx) => {
      const cursor = await tx.selectFrom('outbox_cursor').select('sequence').where('consumer', '=', consumer).executeTakeFirst()
      return tx
        .selectFrom('outbox')
        .selectAll()
        .where('sequence', '>', cursor?.sequence ?? 0)
        .orderBy('sequence')
        .limit(BATCH)
        .execute()
    })
    for (const row of events) {
      await handle(row.payload as unknown as DomainEvent, row.sequence)
      await db.transact(WHOLE_HOUSE, (tx) =>
        tx
          .insertInto('outbox_cursor')
          .values({ consumer, sequence: row.sequence })
          .onConflict((c) => c.column('consumer').doUpdateSet({ sequence: row.sequence }))
          .execute(),
      )
    }
    return events.length === BATCH
  }
  const wake = () => {
    if (stopped) return
    if (running) {
      again = true
      return
    }
    running = (async () => {
      try {
        do again = await step()
        while (again && !stopped)
      } catch (error) {
        onFault(error)
      } finally {
        running = null
      }
    })()
  }
  const timer = setInterval(wake, everyMs)
  timer.unref()
  wake()
  return {
    wake,
    async stop() {
      stopped = true
      clearInterval(timer)
      await running
    },
  }
}
