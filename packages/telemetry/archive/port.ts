/** What the sample archive (样本档案) promises, whichever engine keeps it: embedded chDB or a ClickHouse server. Times are ms since 1970, `from` included, `to` not. */
import type { SampleColumns } from '../journal/columns.ts'

export interface RawQuery {
  tagNumber: number
  from: number
  to: number
  /** The earliest `limit` samples of the window are returned. */
  limit: number
}
/** Row i is the i-th element of every column; oldest first. */
export interface RawHistory {
  times: Float64Array
  values: Float64Array
  qualities: Uint8Array
  /** Receive time minus device time, ms. */
  lagsMs: Int32Array
  /** More samples lie in the window than `limit`. */
  truncated: boolean
}

export interface BucketQuery {
  tagNumbers: readonly number[]
  from: number
  to: number
  /** Wanted number of buckets. So that a roll-up can be used, the width may grow by up to a quarter and the first edge move earlier. */
  buckets: number
}
/** One sample just outside the window, so that a drawn line enters and leaves it. */
export interface EdgeSample {
  time: number
  value: number
  quality: number
}
/** Bucket k covers [start + k·bucketMs, start + (k+1)·bucketMs). NaN where no sample of usable quality (good, uncertain) fell into it: a gap is never 0. */
export interface TagBuckets {
  tagNumber: number
  minimum: Float64Array
  maximum: Float64Array
  mean: Float64Array
  last: Float64Array
  /** All samples, those of bad quality too; 0 is a gap. */
  counts: Uint32Array
  /** Worst quality code in the bucket; 0 where the count is 0. */
  worstQuality: Uint8Array
  before: EdgeSample | null
  after: EdgeSample | null
}
export interface BucketHistory {
  start: number
  bucketMs: number
  /** Number of buckets; every column of every tag has this length. */
  length: number
  source: 'raw' | 'minute' | 'hour'
  tags: TagBuckets[]
}

export interface MomentQuery {
  tagNumbers: readonly number[] | Uint32Array
  time: number
  /** How far before `time` a sample may lie. */
  lookbackMs: number
}

/** The newest sample of each tag that has one; row i of every column belongs together. */
export interface LatestSamples {
  tagNumbers: Uint32Array
  times: Float64Array
  values: Float64Array
  qualities: Uint8Array
  lagsMs: Int32Array
}

export interface TableStats {
  rows: number
  bytesOnDisk: number
  parts: number
}
export interface ArchiveStats {
  engine: string
  samples: TableStats
  minute: TableStats
  hour: TableStats
  bytesOnDisk: number
  /** Since this process opened the archive: samples stored, found to be there already, and refused as older than the raw retention. */
  stored: number
  alreadyThere: number
  tooOld: number
}

/** Whole days after which samples and roll-ups are dropped. */
export interface Retention {
  rawDays: number
  rollupDays: number
}
export const DEFAULT_RETENTION: Retention = { rawDays: 90, rollupDays: 3 * 365 } // default, not from a standard

export interface SampleArchive {
  /**
   * Stores a batch, durable when it resolves. Idempotent: a token seen before changes nothing, and a sample whose tag and time are stored already
   * is not stored again, raw or rolled up, also after a crash in the midst of it. After a rejection or an outage the sender repeats what was not
   * acknowledged, with the same rows under the same token and in the same order, before it sends anything new.
   */
  insert(batches: SampleColumns | readonly SampleColumns[], token: string): Promise<void>
  raw(query: RawQuery): Promise<RawHistory>
  buckets(query: BucketQuery): Promise<BucketHistory>
  latest(tagNumbers: readonly number[] | Uint32Array): Promise<LatestSamples>
  /** The last sample of each tag at or before a moment. Where raw samples are gone: the last usable value of the last minute, whose other qualities are not known. */
  at(query: MomentQuery): Promise<LatestSamples>
  stats(): Promise<ArchiveStats>
  /** Sets the retention and drops at once what it no longer covers. */
  setRetention(retention: Retention): Promise<void>
  close(): Promise<void>
}
