/** What a job (作业) is: work that outlives the request that asked for it, survives a restart, and runs once among several apis. */

export interface JobContext {
  /** Unique per job, the same at each attempt. */
  id: string
  /** What was sent with it, as JSON; `{}` for a scheduled one. The job reads it with its own schema. */
  data: unknown
  /** Aborted when the time for it is up, or the house closes. */
  signal: AbortSignal
}

/** Runs at least once: an attempt that was cut off is made again, so `run` is idempotent. */
export interface Job {
  /** `<module>.<what>`, unique in the house. */
  name: string
  /** When it starts by itself: five cron fields in Beijing time, e.g. `5 * * * *`. What was missed while the house was closed runs once. */
  cron?: string
  /** After this a run is given up and tried again; 900 if not said. */
  expireSeconds?: number
  /** Further attempts after a failure; 2 if not said. */
  retries?: number
  run(context: JobContext): Promise<void>
}
