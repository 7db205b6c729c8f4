/**
 * Sends the numbered batches from `first` on, as the pipeline does, and prints each number once acknowledged. For archive.killed.test.ts.
 * `fuse`: "before:n" or "after:n" kills this process around its n-th writing statement; "never" sends until `last` or until killed from outside.
 */
import { writeSync } from 'node:fs'
import { batchOf, NOON } from './expected.testsupport.ts'
import { killBatch } from './killed.testsupport.ts'
import { openEngine } from './open.ts'
import { openStore } from './store.ts'

const [dir, url, first, last, fuse] = process.argv.slice(2) as [string, string, string, string, string]
const [side, at] = fuse.split(':')
let statements = 0
const die = () => process.kill(process.pid, 'SIGKILL')
const engine = await openEngine({ dir, clickhouseUrl: url || undefined })
const archive = await openStore({
  engine: {
    ...engine,
    async run(sql, rows) {
      if (!sql.startsWith('INSERT')) return engine.run(sql, rows)
      statements++
      if (side === 'before' && statements === Number(at)) die()
      const running = engine.run(sql, rows)
      if (side === 'during' && statements === Number(at)) setTimeout(die, 1)
      await running
      if (side === 'after' && statements === Number(at)) die()
    },
  },
  now: () => NOON,
})
writeSync(1, 'open\n')
for (let number = Number(first); number < Number(last); number++) {
  await archive.insert(batchOf(killBatch(number)), `batch ${number}`)
  writeSync(1, `${number}\n`)
}
await archive.close()
writeSync(1, 'closed\n')
