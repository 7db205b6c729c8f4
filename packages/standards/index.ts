/** Standards (标准) as pure functions over data with provenance: one folder per standard. */
export * from './gbt50493/index.ts'
