/** Makes the queue's schema as the owner, and lets the application's role use it without owning any of it. */
import pg from 'pg'
import { bossOf, JOBS_SCHEMA } from './boss.ts'

/**
 * Creates or migrates the schema; run at each start, before `openJobs`.
 * @param ownerUrl who may create schemas. @param appUrl the role that `openJobs` will use.
 */
export async function installJobs(ownerUrl: string, appUrl: string): Promise<void> {
  const boss = bossOf(ownerUrl, { install: true })
  boss.on('error', () => {}) // what fails here rejects `start` too
  await boss.start()
  await boss.stop({ graceful: false })
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    const role = client.escapeIdentifier(decodeURIComponent(new URL(appUrl).username))
    await client.query(`grant usage on schema ${JOBS_SCHEMA} to ${role}`)
    await client.query(`grant select, insert, update, delete on all tables in schema ${JOBS_SCHEMA} to ${role}`)
    await client.query(`grant usage, select on all sequences in schema ${JOBS_SCHEMA} to ${role}`)
    await client.query(`grant execute on all functions in schema ${JOBS_SCHEMA} to ${role}`)
  } finally {
    await client.end()
  }
}
