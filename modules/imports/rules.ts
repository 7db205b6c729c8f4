/** What an import may do with a row and with a batch: pure, all of it. */
export * from './rules/batch.ts'
export * from './rules/cells.ts'
export * from './rules/columns.ts'
export * from './rules/known.ts'
export * from './rules/wish.ts'
