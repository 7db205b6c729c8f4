/** The table (台账) that the fault test prints: a line a fault, and the account below it. */
import type { Account } from './account.ts'
import type { Trial } from './trial.ts'

const SCREEN_MS = 2000 // issue 3 §3: alarms on the screen within 2 s

export function tableOf(trials: readonly Trial[]): string {
  const rows = trials.map((one) =>
    one.skipped
      ? [one.fault, 'skipped', '', '', '', '', one.skipped]
      : [
          one.fault,
          one.seconds.toFixed(1),
          String(one.sent),
          String(one.acknowledged),
          one.alarmMs === null ? '' : one.alarmMs.toFixed(0),
          one.recoveryMs.toFixed(0),
          one.note,
        ],
  )
  const head = ['fault', 's', 'sent', 'acknowledged', 'alarm ms', 'well again ms', 'note']
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd()
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

export function accountOf(account: Account): string {
  const rows: [string, number][] = [
    ['samples sent', account.sent],
    ['samples acknowledged', account.acknowledged],
    ['samples stored', account.stored],
    ['  acknowledged and lost', account.lost],
    ['  stored twice', account.duplicates],
    ['  stored, never acknowledged', account.foreign],
    ['breaches', account.breaches],
    ['occurrences', account.occurrences],
    ['  missing', account.missingAlarms],
    ['  doubled', account.doubledAlarms],
    ['acts answered', account.acts],
    ['  lost', account.missingActs],
    ['negative durations', account.negativeDurations],
  ]
  const lines = rows.map(([name, count]) => `${name.padEnd(30)} ${String(count).padStart(10)}`)
  return [...lines, ...account.findings.map((finding) => `! ${finding}`)].join('\n')
}

/** What must be nought. @returns in words what is not */
export function faultsOf(account: Account, trials: readonly Trial[], during: ReadonlySet<string>): string[] {
  const wrong = (['lost', 'duplicates', 'foreign', 'missingAlarms', 'doubledAlarms', 'missingActs', 'negativeDurations'] as const).flatMap(
    (name) => (account[name] === 0 ? [] : [`${name}: ${account[name]}`]),
  )
  for (const { fault, alarmMs, skipped } of trials)
    if (!skipped && during.has(fault) && (alarmMs === null || alarmMs > SCREEN_MS))
      wrong.push(`${fault}: the alarm was on the screen after ${alarmMs === null ? 'never' : `${alarmMs.toFixed(0)} ms`}`)
  return wrong
}
