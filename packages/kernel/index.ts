/** The words every module speaks: instants, places, outcomes, ports. No I/O, no framework, no module names. */
export * from './bulk.ts'
export * from './instant.ts'
export * from './live.ts'
export * from './outcome.ts'
export * from './page.ts'
export * from './place.ts'
export * from './ports.ts'
