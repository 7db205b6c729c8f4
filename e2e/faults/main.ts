/**
 * `npm run faults`: the house is broken in every way we know while 2,000 samples a second and an officer's acts go on, and a client's ledger is compared
 * with what it kept. `--ci` shortens the outages, `--only 'clock|kill'` tries the faults whose name fits. Linux; volumes need root, the clock libfaketime.
 */

import { settle } from './account.ts'
import { alarmTagOf, CI, DELAYED, FAULTS, FULL } from './faults.ts'
import { openBench } from './house.ts'
import { accountOf, faultsOf, tableOf } from './print.ts'
import { type Trial, tryFault } from './trial.ts'

const scale = process.argv.includes('--ci') ? CI : FULL
const at = process.argv.indexOf('--only')
const only = new RegExp(at < 0 ? '' : (process.argv[at + 1] ?? ''), 'i')
const chosen = FAULTS.filter((fault) => only.test(fault.name))
const say = (text: string) => process.stdout.write(`${text}\n`)

const bench = await openBench(chosen.filter((fault) => fault.alarm !== 'own').map(alarmTagOf), { [DELAYED]: scale.delaySeconds })
const trials: Trial[] = []
const broken: string[] = []
try {
  for (const fault of chosen) {
    say(`… ${fault.name}`)
    try {
      trials.push(await tryFault(bench, fault, scale))
    } catch (error) {
      broken.push(`${fault.name}: ${(error as Error).message}`)
      say(`! ${broken.at(-1)}`)
    }
  }
  const account = await settle(bench)
  const wrong = [...broken, ...faultsOf(account, trials, new Set(chosen.filter(({ alarm }) => alarm === 'during').map(({ name }) => name)))]
  say(`\n${tableOf(trials)}\n\n${accountOf(account)}\n\n${wrong.length === 0 ? 'all well' : wrong.join('\n')}`)
  process.exitCode = wrong.length === 0 ? 0 : 1
} catch (error) {
  say(bench.server.log().slice(-4000))
  throw error
} finally {
  await bench.close()
}
