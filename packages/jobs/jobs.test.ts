/** Jobs on the real PostgreSQL, as the role that owns nothing: sent with the data or not at all, tried again, started by the clock's rule. */
import { type TestDatabase, testDatabase } from '@anyuan/db/testkit'
import { WHOLE_HOUSE } from '@anyuan/kernel'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { installJobs, type Job, type Jobs, openJobs } from './index.ts'

let t: TestDatabase<unknown>
let open: Jobs | null = null
const faults: unknown[] = []
beforeAll(async () => {
  t = await testDatabase<unknown>()
  await installJobs(t.ownerUrl, t.appUrl)
})
afterEach(async () => {
  await open?.close()
  open = null
})
afterAll(() => t.close())
const start = async (...jobs: Job[]) => {
  open = await openJobs({ url: t.appUrl, jobs, onFault: (error) => void faults.push(error) })
  return open
}
const within = { timeout: 20_000, interval: 50 }

test('a job sent in a transaction runs once it is committed, with its data', async () => {
  const ran: unknown[] = []
  const jobs = await start({ name: 'test.kept', run: async ({ data }) => void ran.push(data) })
  const id = await t.db.transact(WHOLE_HOUSE, (tx) => jobs.send(tx, 'test.kept', { batch: 7 }))
  expect(id).toMatch(/^[0-9a-f-]{36}$/)
  await expect.poll(() => ran, within).toEqual([{ batch: 7 }])
})
test('a job sent in a transaction that fails never existed', async () => {
  const jobs = await start({ name: 'test.lost', run: async () => {} })
  await expect(
    t.db.transact(WHOLE_HOUSE, async (tx) => {
      await jobs.send(tx, 'test.lost', {})
      throw new Error('the data were refused')
    }),
  ).rejects.toThrow('the data were refused')
  expect(await t.asOwner(`select 1 from jobs.job where name = 'test.lost'`)).toEqual([])
})
test('a job that fails is tried again, and its fault is told', async () => {
  let attempts = 0
  const jobs = await start({
    name: 'test.stubborn',
    run: async () => {
      attempts++
      if (attempts === 1) throw new Error('the first attempt')
    },
  })
  await t.db.transact(WHOLE_HOUSE, (tx) => jobs.send(tx, 'test.stubborn', {}))
  await expect.poll(() => attempts, within).toBe(2)
  expect(faults.map((fault) => (fault as Error).message)).toContain('the first attempt')
})
test('a job with a schedule is on it in Beijing time, and off it when the house no longer has it', async () => {
  await start({ name: 'test.hourly', cron: '5 * * * *', run: async () => {} })
  const schedules = () => t.asOwner<{ name: string; cron: string; timezone: string }>('select name, cron, timezone from jobs.schedule')
  expect(await schedules()).toEqual([{ name: 'test.hourly', cron: '5 * * * *', timezone: 'Asia/Shanghai' }])
  await open!.close()
  await start()
  expect(await schedules()).toEqual([])
})
test('a job that nobody declared is not taken', async () => {
  const jobs = await start()
  await expect(t.db.transact(WHOLE_HOUSE, (tx) => jobs.send(tx, 'test.unknown', {}))).rejects.toThrow('there is no job test.unknown')
})
test('installing again changes nothing, and the application owns none of it', async () => {
  await installJobs(t.ownerUrl, t.appUrl)
  const client = new pg.Client({ connectionString: t.appUrl })
  await client.connect()
  try {
    await expect(client.query('drop table jobs.job')).rejects.toThrow(/must be owner/)
    await expect(client.query('create table jobs.mine (a int)')).rejects.toThrow(/permission denied/)
  } finally {
    await client.end()
  }
})
