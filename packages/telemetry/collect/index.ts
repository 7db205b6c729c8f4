/** Collecting (采集): the doors that go and fetch. */
export { CannotConnect, faultOf } from './fetcher.ts'
export { type CollectGate, type Collector, type CollectorOptions, followSources } from './follow.ts'
