/** What the archive and the pipeline know of tags, in the words of the assets contract. */
import type { SampleBlock } from '@anyuan/alarm-design'
import type { Readings } from '@anyuan/assets'
import type { SampleArchive } from '@anyuan/telemetry/archive'
import type { Ask } from './pipeline-link.ts'

/** NaN marks a gap in the archive's columns; on the wire a gap is null, never 0. */
const gaps = (column: Float64Array): (number | null)[] => Array.from(column, (value) => (Number.isNaN(value) ? null : value))

export function readingsOf(archive: Pick<SampleArchive, 'buckets' | 'raw' | 'at'>, ask: Ask): Readings {
  return {
    async history(tagNumbers, from, to, buckets) {
      const { start, bucketMs, length, source, tags } = await archive.buckets({ tagNumbers, from, to, buckets })
      const times = Array.from({ length }, (_, k) => start + k * bucketMs)
      return {
        bucketMs,
        source,
        series: tags.map((tag) => ({
          tagNumber: tag.tagNumber,
          times,
          min: gaps(tag.minimum),
          max: gaps(tag.maximum),
          mean: gaps(tag.mean),
          last: gaps(tag.last),
          count: Array.from(tag.counts),
          quality: Array.from(tag.worstQuality),
        })),
      }
    },
    async raw(tagNumber, from, to, limit) {
      const { times, values, qualities, lagsMs, truncated } = await archive.raw({ tagNumber, from, to, limit })
      return {
        tagNumber,
        times: Array.from(times),
        values: gaps(values),
        qualities: Array.from(qualities),
        receivedAt: Array.from(times, (time, i) => time + lagsMs[i]!),
        truncated,
      }
    },
    current: (tagNumbers) => ask('pipeline.current', { tagNumbers }),
    async at(tagNumbers, time, lookbackMs) {
      const found = await archive.at({ tagNumbers, time, lookbackMs })
      return {
        tagNumbers: Array.from(found.tagNumbers),
        times: Array.from(found.times),
        values: gaps(found.values),
        qualities: Array.from(found.qualities),
      }
    },
  }
}

const MOST_AT_ONCE = 100_000 // default, not from a standard
/** All samples of a window, however many answers it takes. */
export const samplesOf =
  (archive: Pick<SampleArchive, 'raw'>) =>
  async (tagNumber: number, from: number, to: number): Promise<SampleBlock> => {
    const parts: SampleBlock[] = []
    for (let at = from; ; ) {
      const { times, values, qualities, truncated } = await archive.raw({ tagNumber, from: at, to, limit: MOST_AT_ONCE })
      parts.push({ times, values, qualities })
      if (!truncated) break
      at = times.at(-1)! + 1
    }
    const [only] = parts
    return parts.length === 1 && only ? only : joined(parts)
  }
function joined(parts: readonly SampleBlock[]): SampleBlock {
  const length = parts.reduce((sum, { times }) => sum + times.length, 0)
  const whole = { times: new Float64Array(length), values: new Float64Array(length), qualities: new Uint8Array(length) }
  let at = 0
  for (const { times, values, qualities } of parts) {
    whole.times.set(times, at)
    whole.values.set(values, at)
    whole.qualities.set(qualities, at)
    at += times.length
  }
  return whole
}
