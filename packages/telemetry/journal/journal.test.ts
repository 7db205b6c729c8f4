import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Entry, type Journal, JournalCorrupt, openJournal } from './index.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'anyuan-journal-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (entry: Entry) => new TextDecoder().decode(entry.payload)
async function all(journal: Journal, from = journal.start()): Promise<Entry[]> {
  const entries: Entry[] = []
  for await (const entry of journal.read(from)) entries.push(entry)
  return entries
}
const onlySegment = () => join(dir, readdirSync(dir).filter((file) => file.endsWith('.log'))[0]!)
const program = (file: string) => new URL(file, import.meta.url).pathname
const ended = (child: ChildProcess) => new Promise<number | null>((resolve) => child.once('exit', resolve))

test('what was appended is read back in order, also after the journal is opened again', async () => {
  const first = await openJournal({ dir, name: 'samples' })
  await Promise.all(['a', 'bb', 'a longer entry', ''].map((entry) => first.append(bytes(entry))))
  await first.close()
  const second = await openJournal({ dir, name: 'samples' })
  await second.append(bytes('later'))
  expect((await all(second)).map(text)).toEqual(['a', 'bb', 'a longer entry', '', 'later'])
  expect((await all(second)).at(-1)!.next).toBe(second.end())
  await second.close()
})

test('payloads come back on an 8-byte border, so that columns need no copy', async () => {
  const journal = await openJournal({ dir, name: 'samples' })
  for (let size = 0; size < 20; size++) await journal.append(new Uint8Array(size).fill(size))
  const entries = await all(journal)
  expect(entries.map((entry) => entry.payload.byteOffset % 8)).toEqual(entries.map(() => 0))
  expect(entries.map((entry) => entry.payload.byteLength)).toEqual([...Array(20).keys()])
  await journal.close()
})

test('an append made the moment another one is acknowledged is written too', async () => {
  const journal = await openJournal({ dir, name: 'samples' })
  for (let i = 0; i < 50; i++) await journal.append(bytes(String(i)))
  expect((await all(journal)).map(text)).toEqual([...Array(50).keys()].map(String))
  await journal.close()
})

test('a reader goes on from the mark it saved, and a follower sees entries as they come', async () => {
  const journal = await openJournal({ dir, name: 'alarms' })
  expect(await journal.loadMark('postgres')).toBeNull()
  await journal.append(bytes('one'))
  await journal.saveMark('postgres', journal.end())
  await journal.append(bytes('two'))
  const stop = new AbortController()
  const seen: string[] = []
  const following = (async () => {
    for await (const entry of journal.read((await journal.loadMark('postgres'))!, { follow: true, signal: stop.signal })) {
      seen.push(text(entry))
      if (seen.length === 2) stop.abort()
    }
  })()
  await new Promise((resolve) => setTimeout(resolve, 20))
  await journal.append(bytes('three'))
  await following
  expect(seen).toEqual(['two', 'three'])
  await journal.close()
})

test('segments no longer needed are deleted whole, and asking for what is gone is an error', async () => {
  const journal = await openJournal({ dir, name: 'samples', segmentBytes: 1000 })
  for (let i = 0; i < 30; i++) await journal.append(new Uint8Array(100).fill(i))
  const entries = await all(journal)
  await journal.truncateBefore(entries[20]!.position)
  expect(journal.start()).toBeGreaterThan(0)
  expect(journal.start()).toBeLessThanOrEqual(entries[20]!.position)
  expect((await all(journal, entries[20]!.position)).map((entry) => entry.payload[0])).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28, 29])
  await expect(all(journal, 0)).rejects.toThrow(/before the oldest kept entry/)
  await journal.close()
  const again = await openJournal({ dir, name: 'samples', segmentBytes: 1000 })
  expect([again.start(), again.end()]).toEqual([journal.start(), journal.end()])
  await again.close()
})

test('a torn tail is cut at the last whole entry and writing goes on there', async () => {
  const journal = await openJournal({ dir, name: 'samples' })
  await journal.append(bytes('kept'))
  const end = journal.end()
  await journal.append(new Uint8Array(500).fill(7))
  await journal.close()
  truncateSync(onlySegment(), end + 300)
  const again = await openJournal({ dir, name: 'samples' })
  expect(again.end()).toBe(end)
  await again.append(bytes('new'))
  expect((await all(again)).map(text)).toEqual(['kept', 'new'])
  await again.close()
})

test('a tail of rubbish or zeros, as a power cut may leave, is cut too', async () => {
  for (const rubbish of [new Uint8Array(64), new Uint8Array(64).fill(0xa5)]) {
    const journal = await openJournal({ dir, name: 'samples' })
    await journal.append(bytes('kept'))
    const count = (await all(journal)).length
    await journal.close()
    writeFileSync(onlySegment(), Buffer.concat([readFileSync(onlySegment()), rubbish]))
    const again = await openJournal({ dir, name: 'samples' })
    expect((await all(again)).length).toBe(count)
    await again.close()
  }
})

test('a bad entry inside the last, unacknowledged group write is a torn tail even when the group’s end reached the disk', async () => {
  const journal = await openJournal({ dir, name: 'samples' })
  await journal.append(bytes('kept'))
  const end = journal.end()
  await Promise.all([journal.append(bytes('lost')), journal.append(bytes('on the disk'))])
  await journal.close()
  const data = readFileSync(onlySegment())
  data[end + 17]! ^= 0xff
  writeFileSync(onlySegment(), data)
  const again = await openJournal({ dir, name: 'samples' })
  expect((await all(again)).map(text)).toEqual(['kept'])
  await again.close()
})

test('damage before acknowledged entries names file and byte, and nothing is skipped', async () => {
  const journal = await openJournal({ dir, name: 'samples' })
  for (const entry of ['one', 'two', 'three']) await journal.append(bytes(entry))
  const second = (await all(journal))[1]!.position
  await journal.close()
  const data = readFileSync(onlySegment())
  data[second + 16]! ^= 1
  writeFileSync(onlySegment(), data)
  const error = await openJournal({ dir, name: 'samples' }).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(JournalCorrupt)
  expect(error).toMatchObject({ file: onlySegment(), offset: second })
})

test('damage in an older segment is reported when it is read', async () => {
  const journal = await openJournal({ dir, name: 'samples', segmentBytes: 100 })
  for (let i = 0; i < 6; i++) await journal.append(new Uint8Array(80).fill(i))
  await journal.close()
  const data = readFileSync(onlySegment())
  data[20]! ^= 1
  writeFileSync(onlySegment(), data)
  const again = await openJournal({ dir, name: 'samples', segmentBytes: 100 })
  await expect(all(again)).rejects.toBeInstanceOf(JournalCorrupt)
  await again.close()
})

test('a shortened older segment is reported on opening', async () => {
  const journal = await openJournal({ dir, name: 'samples', segmentBytes: 100 })
  for (let i = 0; i < 6; i++) await journal.append(new Uint8Array(80).fill(i))
  await journal.close()
  truncateSync(onlySegment(), statSync(onlySegment()).size - 8)
  await expect(openJournal({ dir, name: 'samples', segmentBytes: 100 })).rejects.toBeInstanceOf(JournalCorrupt)
})

test('killed in mid-write, the journal holds all that was acknowledged, once and in order', async () => {
  let expectedAtLeast = 0
  for (let round = 0; round < 5; round++) {
    const child = spawn(process.execPath, [program('./writer.testchild.ts'), dir], { stdio: ['ignore', 'pipe', 'inherit'] })
    let acknowledged = ''
    child.stdout!.on('data', (chunk: Buffer) => {
      acknowledged += chunk.toString('latin1')
    })
    await new Promise((resolve) => child.stdout!.once('data', resolve))
    await new Promise((resolve) => setTimeout(resolve, 60 + round * 37))
    child.kill('SIGKILL')
    await ended(child)
    const lines = acknowledged.split('\n').slice(0, -1)
    expectedAtLeast = Number(lines.at(-1)) + 1
    const journal = await openJournal({ dir, name: 'killed', segmentBytes: 256 * 1024 })
    const numbers: number[] = []
    for (const { payload } of await all(journal)) numbers.push(new DataView(payload.buffer, payload.byteOffset).getUint32(0, true))
    expect(numbers.length).toBeGreaterThanOrEqual(expectedAtLeast)
    expect(numbers).toEqual([...Array(numbers.length).keys()])
    await journal.close()
  }
  expect(expectedAtLeast).toBeGreaterThan(1000)
})

test('when the disk takes no more, appends fail and stay failed; what was acknowledged before is there', async () => {
  const limited = spawn(
    'sh',
    ['-c', `trap '' XFSZ; ulimit -f 128; exec "${process.execPath}" "${program('./full.testchild.ts')}" "${dir}"`],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let out = ''
  limited.stdout!.on('data', (chunk: Buffer) => {
    out += chunk.toString()
  })
  await ended(limited)
  const { acknowledged, failed, afterwards } = JSON.parse(out) as { acknowledged: number; failed: number; afterwards: string }
  expect(acknowledged).toBeGreaterThan(0)
  expect(failed).toBeGreaterThan(1)
  expect(afterwards).toMatch(/EFBIG|too large|wrote/i)
  const journal = await openJournal({ dir, name: 'full' })
  expect((await all(journal)).length).toBeGreaterThanOrEqual(acknowledged)
  await journal.close()
})

test('a mark that was overwritten by something else is reported, not believed', async () => {
  const journal = await openJournal({ dir, name: 'alarms' })
  await journal.saveMark('postgres', 42)
  expect(await journal.loadMark('postgres')).toBe(42)
  writeFileSync(join(dir, 'alarms.postgres.mark'), '4242 1\n')
  await expect(journal.loadMark('postgres')).rejects.toBeInstanceOf(JournalCorrupt)
  await journal.close()
})
