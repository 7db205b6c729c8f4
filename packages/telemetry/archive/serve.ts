/** The archive over any request/reply carrier: handlers by subject for the process that has it, and the same port for those who ask. */
import type { ArchiveStats, BucketHistory, LatestSamples, RawHistory, SampleArchive } from './port.ts'

export type Handler = (payload: unknown) => Promise<unknown>
/** Sends `payload` (structured clone) to the one who responds to `subject`. */
export type Request = (subject: string, payload: unknown) => Promise<unknown>
export const ARCHIVE_SUBJECTS = [
  'archive.insert',
  'archive.raw',
  'archive.buckets',
  'archive.latest',
  'archive.at',
  'archive.stats',
  'archive.retention',
] as const
export type ArchiveSubject = (typeof ARCHIVE_SUBJECTS)[number]

/** Handlers to be put on a bus. Payloads are the argument lists of the port's methods. */
export function serveArchive(archive: SampleArchive): Record<ArchiveSubject, Handler> {
  return {
    'archive.insert': (payload) => archive.insert(...(payload as Parameters<SampleArchive['insert']>)),
    'archive.raw': (payload) => archive.raw(...(payload as Parameters<SampleArchive['raw']>)),
    'archive.buckets': (payload) => archive.buckets(...(payload as Parameters<SampleArchive['buckets']>)),
    'archive.latest': (payload) => archive.latest(...(payload as Parameters<SampleArchive['latest']>)),
    'archive.at': (payload) => archive.at(...(payload as Parameters<SampleArchive['at']>)),
    'archive.stats': () => archive.stats(),
    'archive.retention': (payload) => archive.setRetention(...(payload as Parameters<SampleArchive['setRetention']>)),
  }
}

/** The archive as seen through `request`. Errors of the carrier (nobody answers) pass through; `close` leaves the far side open. */
export const archiveOver = (request: Request): SampleArchive => ({
  insert: async (...args) => void (await request('archive.insert', args)),
  raw: async (...args) => (await request('archive.raw', args)) as RawHistory,
  buckets: async (...args) => (await request('archive.buckets', args)) as BucketHistory,
  latest: async (...args) => (await request('archive.latest', args)) as LatestSamples,
  at: async (...args) => (await request('archive.at', args)) as LatestSamples,
  stats: async () => (await request('archive.stats', [])) as ArchiveStats,
  setRetention: async (...args) => void (await request('archive.retention', args)),
  close: async () => {},
})
