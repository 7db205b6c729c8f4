/** Telemetry (遥测): ingest, current values, journals, live push, archive. The hot path. */
export { NOTHING_DEFINED, PipelineDefinition, type SourceDefinition, type TagDefinition } from './definition.ts'
export { addPushRoute } from './drivers/http/push.ts'
export { startEmbeddedMqtt } from './drivers/mqtt/embedded.ts'
export { type ExternalBroker, startExternalMqtt } from './drivers/mqtt/external.ts'
export type { Driver, DriverContext } from './drivers/port.ts'
export type { KnownSource } from './ingest/directory.ts'
export type { QuarantineRecord } from './ingest/gate.ts'
export { openPipeline, type Pipeline, type PipelineOptions } from './pipeline.ts'
