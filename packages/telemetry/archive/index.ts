/** The face of the sample archive. chDB is loaded only by `openArchive`, in the process made for it. */
export { type ArchiveOptions, openArchive } from './open.ts'
export * from './port.ts'
export { ARCHIVE_SUBJECTS, type ArchiveSubject, archiveOver, type Handler, type Request, serveArchive } from './serve.ts'
