/** The business store (业务库): connection, transactions bound to a data scope, forward-only migrations, outbox. */

export { ensureAppRole } from './app-role.ts'
export { connect, type Database, systemClock } from './connect.ts'
export { HOUSE_MIGRATIONS } from './house.ts'
export { type Migration, migrate, migrationsIn } from './migrate.ts'
export { type OutboxTables, outboxOf, type RelayOptions, relayOutbox } from './outbox.ts'
