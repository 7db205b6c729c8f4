/** The faults in short, as CI tries them: the same trials as `npm run faults`, with outages of seconds. What this machine cannot do is named, not passed over. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Account, settle } from './account.ts'
import { alarmTagOf, CI, DELAYED, FAULTS } from './faults.ts'
import { type Bench, openBench } from './house.ts'
import { accountOf, faultsOf, tableOf } from './print.ts'
import { type Trial, tryFault } from './trial.ts'

let bench: Bench
const trials: Trial[] = []

beforeAll(async () => {
  bench = await openBench(FAULTS.filter(({ alarm }) => alarm !== 'own').map(alarmTagOf), { [DELAYED]: CI.delaySeconds })
}, 300_000)
afterAll(async () => {
  await bench?.close()
})

describe('broken under 2,000 samples a second and an officer at work', () => {
  test.each(FAULTS.map((fault) => ({ name: fault.name, fault })))('$name: well again by itself', async ({ fault }) => {
    const trial = await tryFault(bench, fault, CI)
    trials.push(trial)
    if (trial.skipped) console.log(`${fault.name}: not tried: ${trial.skipped}`)
  })

  test('nothing acknowledged is lost or doubled: samples, alarms, acts; alarms that began during a fault were on the screen within 2 s', {
    timeout: 300_000,
  }, async () => {
    const account: Account = await settle(bench)
    console.log(`\n${tableOf(trials)}\n\n${accountOf(account)}`)
    expect(account.acknowledged, 'the load ran all the while').toBeGreaterThan(100_000)
    expect(account.acts, 'so did the officer').toBeGreaterThan(10)
    expect(faultsOf(account, trials, new Set(FAULTS.filter(({ alarm }) => alarm === 'during').map(({ name }) => name)))).toEqual([])
  })
})
