/** The face of the journal: durable entries, marks, and the byte form of a sample batch. */
export * from './columns.ts'
export { JournalCorrupt } from './files.ts'
export { type Entry, type Journal, type JournalOptions, openJournal, type Position, type ReadOptions } from './journal.ts'
