/** Writes until its file-size limit is met, then once more. For journal.test.ts. */
import { openJournal } from './index.ts'

const journal = await openJournal({ dir: process.argv[2]!, name: 'full' })
let acknowledged = 0
let failed = 0
while (failed === 0 && acknowledged < 10_000) {
  const results = await Promise.allSettled([journal.append(new Uint8Array(3000)), journal.append(new Uint8Array(3000))])
  acknowledged += results.filter((result) => result.status === 'fulfilled').length
  failed += results.filter((result) => result.status === 'rejected').length
}
const afterwards = await journal.append(new Uint8Array(1)).then(
  () => 'acknowledged',
  (error: Error) => error.message,
)
console.log(JSON.stringify({ acknowledged, failed, afterwards }))
