/** What every archive must keep to, whichever engine is beneath. Run by archive.chdb.test.ts and archive.clickhouse.test.ts. */
import { deserialize, serialize } from 'node:v8'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { batchOf, dice, differences, Ledger, NOON, type Row } from './expected.testsupport.ts'
import type { Retention, SampleArchive } from './port.ts'
import { archiveOver, serveArchive } from './serve.ts'

const MINUTE = 60_000
const HOUR = 3_600_000
const DAY = 86_400_000

export interface Subject {
  /** Opens the archive as it was left; the first time in a test it is empty. */
  open(options: { now: () => number; retention?: Retention }): Promise<SampleArchive>
  /** Throws the archive away. */
  clear(): Promise<void>
}

export function archiveContract(name: string, makeSubject: () => Subject): void {
  describe(name, () => {
    let subject: Subject
    let archive: SampleArchive
    let now = NOON
    const reopen = async () => {
      await archive.close()
      archive = await subject.open({ now: () => now })
    }
    beforeEach(async () => {
      now = NOON
      subject = makeSubject()
      archive = await subject.open({ now: () => now })
    })
    afterEach(async () => {
      await archive.close()
      await subject.clear()
    })

    test('a sample comes back as it was sent, with its quality and how late it came', async () => {
      await archive.insert(
        batchOf(
          [
            { tag: 7, time: NOON - 3000, value: 21.37 },
            { tag: 7, time: NOON - 2000, value: Number.NaN, quality: 2 },
            { tag: 7, time: NOON - 1000, value: -0.5, quality: 1 },
            { tag: 8, time: NOON - 1000, value: 99 },
          ],
          NOON,
        ),
        'a',
      )
      const raw = await archive.raw({ tagNumber: 7, from: NOON - 10_000, to: NOON, limit: 10 })
      expect(raw).toEqual({
        times: Float64Array.of(NOON - 3000, NOON - 2000, NOON - 1000),
        values: Float64Array.of(21.37, Number.NaN, -0.5),
        qualities: Uint8Array.of(0, 2, 1),
        lagsMs: Int32Array.of(3000, 2000, 1000),
        truncated: false,
      })
      expect(await archive.raw({ tagNumber: 7, from: NOON - 3000, to: NOON - 1000, limit: 1 })).toMatchObject({
        times: Float64Array.of(NOON - 3000),
        truncated: true,
      })
    })

    test('an empty archive, an unknown tag and a gap answer with nothing, never with 0', async () => {
      expect((await archive.raw({ tagNumber: 1, from: 0, to: NOON, limit: 5 })).times.length).toBe(0)
      expect((await archive.latest([1])).tagNumbers.length).toBe(0)
      const { tags, length } = await archive.buckets({ tagNumbers: [1], from: NOON - HOUR, to: NOON, buckets: 6 })
      expect(length).toBe(6)
      expect(tags[0]).toMatchObject({
        minimum: new Float64Array(6).fill(Number.NaN),
        mean: new Float64Array(6).fill(Number.NaN),
        counts: new Uint32Array(6),
        before: null,
        after: null,
      })
    })

    test('a token seen before changes nothing, even when other rows come under it', async () => {
      const ledger = new Ledger()
      const rows: Row[] = Array.from({ length: 100 }, (_, i) => ({ tag: 1 + (i % 3), time: NOON - HOUR + i * 5000, value: i / 100 }))
      ledger.add(rows)
      await archive.insert(batchOf(rows), 'same')
      await archive.insert(batchOf(rows), 'same')
      await archive.insert(batchOf([{ tag: 1, time: NOON, value: 5 }]), 'same')
      expect(await differences(archive, ledger, NOON - HOUR, NOON + HOUR)).toEqual([])
    })

    test('samples sent again under another token, live or historical, now or after a restart, are stored once', async () => {
      const ledger = new Ledger()
      const rows: Row[] = Array.from({ length: 200 }, (_, i) => ({ tag: 1 + (i % 4), time: NOON - HOUR + i * 5000, value: i }))
      ledger.add(rows)
      await archive.insert(batchOf(rows), 'a')
      await archive.insert(batchOf(rows), 'b')
      await archive.insert(batchOf(rows.map((row) => ({ ...row, historical: true }))), 'c')
      await reopen()
      await archive.insert(batchOf(rows.slice(0, 50)), 'd')
      await archive.insert(batchOf(rows), 'a')
      expect(await differences(archive, ledger, NOON - 2 * HOUR, NOON + HOUR)).toEqual([])
      expect(await archive.stats()).toMatchObject({ samples: { rows: 200 }, stored: 0, alreadyThere: 250 })
    })

    test('a sample that comes twice in one batch is stored once: the first', async () => {
      const rows: Row[] = [
        { tag: 1, time: NOON - 5000, value: 1 },
        { tag: 1, time: NOON - 5000, value: 2 },
        { tag: 1, time: NOON - 4000, value: 3 },
        { tag: 1, time: NOON - 5000, value: 4, historical: true },
      ]
      const ledger = new Ledger()
      ledger.add(rows)
      await archive.insert(batchOf(rows), 'a')
      expect(await differences(archive, ledger, NOON - HOUR, NOON + HOUR)).toEqual([])
    })

    test('late data repair the roll-ups: a peak that comes hours late is in the envelope of its minute and its hour', async () => {
      const ledger = new Ledger()
      const live: Row[] = Array.from({ length: 720 }, (_, i) => ({ tag: 1, time: NOON - 4 * HOUR + i * 20_000, value: 20 }))
      const late: Row[] = [
        { tag: 1, time: NOON - 3 * HOUR + 7, value: 400, historical: true },
        { tag: 1, time: NOON - 3 * HOUR + 9, value: -400, historical: true },
        { tag: 1, time: NOON - 26 * HOUR, value: 5, historical: true },
        live[3]!,
      ]
      for (const [i, rows] of [live, late].entries()) {
        ledger.add(rows)
        await archive.insert(batchOf(rows), `batch ${i}`)
      }
      expect(await differences(archive, ledger, NOON - 30 * HOUR, NOON)).toEqual([])
      const day = await archive.buckets({ tagNumbers: [1], from: NOON - 6 * HOUR, to: NOON, buckets: 6 })
      expect([day.source, day.tags[0]!.maximum[3], day.tags[0]!.minimum[3]]).toEqual(['hour', 400, -400])
    })

    test('values of bad quality are counted and named, but enter neither minimum, maximum, mean nor last', async () => {
      const ledger = new Ledger()
      const rows: Row[] = [
        { tag: 1, time: NOON - HOUR, value: 10 },
        { tag: 1, time: NOON - HOUR + 1000, value: 9999, quality: 2 },
        { tag: 1, time: NOON - HOUR + 2000, value: 12, quality: 1 },
        { tag: 1, time: NOON - HOUR + 3000, value: -9999, quality: 4 },
        { tag: 1, time: NOON - HOUR + 5 * MINUTE, value: 7, quality: 2 },
        { tag: 1, time: NOON - HOUR + 6 * MINUTE, value: Number.NaN },
      ]
      ledger.add(rows)
      await archive.insert(batchOf(rows), 'a')
      expect(await differences(archive, ledger, NOON - HOUR, NOON)).toEqual([])
      const { tags } = await archive.buckets({ tagNumbers: [1], from: NOON - HOUR, to: NOON, buckets: 60 })
      expect([tags[0]!.mean[0], tags[0]!.last[0], tags[0]!.worstQuality[0], tags[0]!.counts[0]]).toEqual([11, 12, 4, 4])
      expect([tags[0]!.mean[5], tags[0]!.counts[5], tags[0]!.worstQuality[5]]).toEqual([Number.NaN, 1, 2])
    })

    test('random live and late batches over two days: samples, minutes and hours agree with a ledger', async () => {
      const random = dice(20_260_501)
      const ledger = new Ledger()
      const start = NOON - 36 * HOUR
      let clock = start
      for (let batch = 0; batch < 12; batch++) {
        const rows: Row[] = []
        for (let i = 0; i < 300; i++) {
          const late = random() < 0.2
          if (!late) clock += Math.floor(random() * 60_000)
          const time = late ? start + Math.floor(random() * (clock - start)) : clock
          rows.push({
            tag: 1 + Math.floor(random() * 5),
            time,
            value: Math.round(random() * 10_000) / 100,
            quality: random() < 0.1 ? 2 : 0,
            historical: late && random() < 0.8,
          })
        }
        ledger.add(rows)
        await archive.insert(random() < 0.5 ? batchOf(rows) : [batchOf(rows.slice(0, 100)), batchOf(rows.slice(100))], `batch ${batch}`)
        if (batch % 5 === 4) await reopen()
      }
      expect(await differences(archive, ledger, start, clock - (clock % HOUR) + HOUR)).toEqual([])
    })

    test('many tags answer aligned, in the order asked; raw data answer when buckets are narrow', async () => {
      const rows: Row[] = Array.from({ length: 600 }, (_, i) => ({ tag: 1 + (i % 3), time: NOON - 600_000 + i * 1000, value: i }))
      await archive.insert(batchOf(rows), 'a')
      const history = await archive.buckets({ tagNumbers: [3, 1], from: NOON - 600_000, to: NOON, buckets: 500 })
      expect([history.source, history.bucketMs, history.length]).toEqual(['raw', 1200, 500])
      expect(history.tags.map((tag) => tag.tagNumber)).toEqual([3, 1])
      for (const tag of history.tags) expect(tag.counts.reduce((sum, count) => sum + count, 0)).toBe(200)
      expect(history.tags[1]!.last[0]).toBe(0)
    })

    test('the samples just outside the window are given, so that a line enters and leaves it', async () => {
      const rows: Row[] = [-90, -50, -10, 30].map((minutes) => ({ tag: 1, time: NOON + minutes * MINUTE, value: minutes }))
      await archive.insert(batchOf(rows), 'a')
      const { tags } = await archive.buckets({ tagNumbers: [1], from: NOON - HOUR, to: NOON, buckets: 30 })
      expect(tags[0]!.before).toEqual({ time: NOON - 90 * MINUTE, value: -90, quality: 0 })
      expect(tags[0]!.after).toEqual({ time: NOON + 30 * MINUTE, value: 30, quality: 0 })
    })

    test('the newest sample of a tag is found whether it is seconds or weeks old', async () => {
      await archive.insert(
        batchOf([
          { tag: 1, time: NOON - 1000, value: 1 },
          { tag: 2, time: NOON - 20 * DAY, value: 2, quality: 2 },
          { tag: 1, time: NOON - HOUR, value: 3 },
        ]),
        'a',
      )
      const { tagNumbers, times, values, qualities } = await archive.latest(Uint32Array.of(1, 2, 3))
      expect([[...tagNumbers], [...times], [...values], [...qualities]]).toEqual([
        [1, 2],
        [NOON - 1000, NOON - 20 * DAY],
        [1, 2],
        [0, 2],
      ])
    })

    test('a past moment shows the last sample before it, not a later one and none from beyond the look-back; where raw samples are gone, the last finished minute', async () => {
      const early = NOON - 3 * DAY
      await archive.insert(
        batchOf([
          { tag: 1, time: early - 61_000, value: 1 },
          { tag: 1, time: early + 1, value: 2 },
          { tag: 2, time: early, value: Number.NaN, quality: 2 },
          { tag: 3, time: early - 2 * HOUR, value: 3 },
          { tag: 1, time: NOON, value: 9 },
        ]),
        'a',
      )
      const query = { tagNumbers: [1, 2, 3, 4], time: early, lookbackMs: HOUR }
      const told = async () => {
        const { tagNumbers, times, values, qualities } = await archive.at(query)
        return Array.from(tagNumbers, (tag, i) => [tag, times[i], values[i], qualities[i]]).sort((a, b) => a[0]! - b[0]!)
      }
      expect(await told()).toEqual([
        [1, early - 61_000, 1, 0],
        [2, early, Number.NaN, 2],
      ])
      await archive.setRetention({ rawDays: 2, rollupDays: 100 })
      expect(await told()).toEqual([[1, early - 61_000, 1, 0]])
    })

    test('samples past their retention are dropped whole days at a time, roll-ups stay; older ones are refused and counted', async () => {
      await archive.setRetention({ rawDays: 5, rollupDays: 100 })
      await archive.insert(batchOf([{ tag: 1, time: NOON - 3.5 * DAY, value: 3 }]), 'a')
      await archive.insert(batchOf([{ tag: 1, time: NOON - 60_000, value: 4 }]), 'b')
      await archive.insert(batchOf([{ tag: 1, time: NOON - 6 * DAY, value: 9, historical: true }]), 'c')
      expect(await archive.stats()).toMatchObject({ samples: { rows: 2 }, tooOld: 1 })
      now = NOON + 3 * DAY
      await archive.setRetention({ rawDays: 5, rollupDays: 100 })
      expect((await archive.raw({ tagNumber: 1, from: 0, to: now, limit: 10 })).values).toEqual(Float64Array.of(4))
      const { source, tags } = await archive.buckets({ tagNumbers: [1], from: NOON - 4 * DAY, to: NOON, buckets: 4 * 24 })
      expect([source, tags[0]!.counts.reduce((sum, count) => sum + count, 0)]).toEqual(['hour', 2])
    })

    test('over a request/reply carrier the archive answers the same', async () => {
      const handlers: Record<string, (payload: unknown) => Promise<unknown>> = serveArchive(archive)
      const far = archiveOver(async (subject, payload) => deserialize(serialize(await handlers[subject]!(deserialize(serialize(payload))))))
      const rows: Row[] = Array.from({ length: 30 }, (_, i) => ({ tag: 1, time: NOON - HOUR + i * 60_000, value: i }))
      await far.insert(batchOf(rows), 'a')
      await far.insert([batchOf(rows)], 'b')
      const query = { tagNumbers: [1, 2], from: NOON - HOUR, to: NOON, buckets: 10 }
      expect(await far.buckets(query)).toEqual(await archive.buckets(query))
      expect(await far.raw({ tagNumber: 1, from: 0, to: NOON, limit: 5 })).toEqual(
        await archive.raw({ tagNumber: 1, from: 0, to: NOON, limit: 5 }),
      )
      expect(await far.latest([1])).toEqual(await archive.latest([1]))
      const moment = { tagNumbers: [1], time: NOON, lookbackMs: HOUR }
      expect(await far.at(moment)).toEqual(await archive.at(moment))
      expect(await far.stats()).toMatchObject({ samples: { rows: 30 } })
    })

    test('questions that make no sense are refused before they reach the engine', async () => {
      await expect(archive.buckets({ tagNumbers: [1], from: NOON, to: NOON, buckets: 10 })).rejects.toThrow(/after from/)
      await expect(archive.buckets({ tagNumbers: [1.5], from: 0, to: NOON, buckets: 10 })).rejects.toThrow(/whole number/)
      await expect(archive.raw({ tagNumber: 1, from: 0, to: Number.NaN, limit: 1 })).rejects.toThrow(/whole number/)
    })
  })
}
