/** The house's own migrations: extensions, the scope function that every policy calls, the outbox. */
import { migrationsIn } from './migrate.ts'

export const HOUSE_MIGRATIONS = migrationsIn('house', new URL('./migrations/', import.meta.url))
