/** What the archive and the pipeline know of tags, in the words of the assets contract. */
import type { Readings } from '@anyuan/assets'
import type { SampleArchive } from '@anyuan/telemetry/archive'
import type { Ask } from './pipeline-link.ts'

/** NaN marks a gap in the archive's columns; on the wire a gap is null, never 0. */
const gaps = (column: Float64Array): (number | null)[] => Array.from(column, (value) => (Number.isNaN(value) ? null : value))

export function readingsOf(archive: Pick<SampleArchive, 'buckets' | 'raw'>, ask: Ask): Readings {
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
  }
}
