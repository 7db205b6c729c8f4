/** Store and forward (存储转发) for an edge agent: spool, sender, exception reporting, and the shapes of the protocol. The park's end is opened by the pipeline. */
export * from './contract.ts'
export { ExceptionReport, type ExceptionRule } from './exception-report.ts'
export { type Post, type Sender, startSender, type UplinkState } from './sender.ts'
export { Spool, type SpoolOptions } from './spool.ts'
