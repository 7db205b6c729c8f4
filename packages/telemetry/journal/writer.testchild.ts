/** Writes numbered entries of changing size as fast as it may and prints each number once acknowledged, until it is killed. For journal.test.ts. */
import { writeSync } from 'node:fs'
import { openJournal } from './index.ts'

const journal = await openJournal({ dir: process.argv[2]!, name: 'killed', segmentBytes: 256 * 1024 })
let next = 0
for await (const _entry of journal.read(journal.start())) next++
const WAITING = 64
const write = async (): Promise<void> => {
  for (;;) {
    const number = next++
    const payload = new Uint8Array(4 + ((number * 37) % 900))
    new DataView(payload.buffer).setUint32(0, number, true)
    await journal.append(payload)
    writeSync(1, `${number}\n`)
  }
}
await Promise.all(Array.from({ length: WAITING }, write))
