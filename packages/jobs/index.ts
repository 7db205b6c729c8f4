/** Jobs and schedules (作业): queued in the same transaction as the data they are about. */
export { installJobs } from './install.ts'
export type { Job, JobContext } from './job.ts'
export { type Jobs, type JobsOptions, openJobs } from './open.ts'
