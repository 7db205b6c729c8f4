/** The running queue: sends in the caller's transaction, works off what is there, starts what is due. */
import { fromKysely, type KyselyTransactionLike, type PgBoss } from 'pg-boss'
import { bossOf } from './boss.ts'
import type { Job } from './job.ts'

const TIME_ZONE = 'Asia/Shanghai'
const POLL_SECONDS = 1 // default, not from a standard
const EXPIRE_SECONDS = 900 // default, not from a standard
const RETRIES = 2 // default, not from a standard
const RETRY_DELAY_SECONDS = 5 // default, not from a standard
const HEARTBEAT_SECONDS = 30 // default, not from a standard
const KEEP_DAYS = 7 // default, not from a standard

export interface Jobs {
  /** Queues a job in the transaction `tx`: it exists exactly if that commits. @returns its id. */
  send(tx: unknown, name: string, data: object): Promise<string>
  /** Takes no new job, waits a moment for those that run, then lets go of them: they are tried again at the next start. */
  close(): Promise<void>
}
export interface JobsOptions {
  /** Connection string of the application's role. */
  url: string
  jobs: readonly Job[]
  /** Told of every failed attempt and of every trouble with the database. */
  onFault: (error: unknown, job: string | null) => void
}

/** @throws Error when the schema was not installed, or two jobs bear one name. */
export async function openJobs({ url, jobs, onFault }: JobsOptions): Promise<Jobs> {
  const names = new Set(jobs.map((job) => job.name))
  if (names.size !== jobs.length) throw new Error('two jobs bear the same name')
  const boss = bossOf(url, { install: false })
  boss.on('error', (error) => onFault(error, null))
  await boss.start()
  for (const job of jobs) await employ(boss, job, onFault)
  for (const { name } of await boss.getSchedules()) if (!names.has(name)) await boss.unschedule(name) // no such job any more
  return {
    async send(tx, name, data) {
      if (!names.has(name)) throw new Error(`there is no job ${name}`)
      const id = await boss.send(name, data, { db: fromKysely(tx as KyselyTransactionLike) })
      if (!id) throw new Error(`the queue did not take ${name}`)
      return id
    },
    close: () => boss.stop({ graceful: true, timeout: 5000 }),
  }
}

async function employ(boss: PgBoss, job: Job, onFault: JobsOptions['onFault']): Promise<void> {
  const settings = {
    expireInSeconds: job.expireSeconds ?? EXPIRE_SECONDS,
    retryLimit: job.retries ?? RETRIES,
    retryDelay: RETRY_DELAY_SECONDS,
    retryBackoff: true,
    heartbeatSeconds: HEARTBEAT_SECONDS, // a killed api leaves its jobs behind: they are found by their silence, long before they expire
    deleteAfterSeconds: KEEP_DAYS * 86_400,
  }
  await boss.createQueue(job.name, settings)
  await boss.updateQueue(job.name, settings) // an older start may have made it with others
  await boss.work<unknown>(job.name, { pollingIntervalSeconds: POLL_SECONDS }, async (batch) => {
    for (const { id, data, signal } of batch)
      try {
        await job.run({ id, data: data ?? {}, signal })
      } catch (error) {
        onFault(error, job.name)
        throw error // the queue tries again
      }
  })
  if (job.cron) await boss.schedule(job.name, job.cron, {}, { tz: TIME_ZONE, missed: 'once' })
  else await boss.unschedule(job.name)
}
