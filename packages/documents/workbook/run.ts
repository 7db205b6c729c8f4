/** Opens, marks and makes workbooks in a thread of their own, with a limit of memory and time. */
import { Worker } from 'node:worker_threads'
import type { CellMark, FileKind, ReadAnswer, Template, WorkbookTask } from './shapes.ts'

const MEMORY_MB = 1536 // default, not from a standard
const MOST_SECONDS = 180 // default, not from a standard

class TookTooLong extends Error {}

/** What a user sent, as plain cells; or why it cannot be read. Never throws for a bad file. */
export const readSheets = (kind: FileKind, file: Uint8Array): Promise<ReadAnswer> =>
  run<ReadAnswer>({ task: 'read', kind, file }).catch((error: unknown): ReadAnswer => {
    if (error instanceof TookTooLong) return { ok: false, fault: 'took_too_long' }
    if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY') return { ok: false, fault: 'too_big_unpacked' }
    throw error
  })
/** The same file with marks in its cells; a CSV file comes back as a workbook. */
export const markSheets = (kind: FileKind, file: Uint8Array, marks: CellMark[]): Promise<Uint8Array> =>
  run({ task: 'mark', kind, file, marks })
export const templateFile = (template: Template): Promise<Uint8Array> => run({ task: 'template', template })

function run<T>(task: WorkbookTask): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const worker = new Worker(new URL('./work.ts', import.meta.url), {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
      execArgv: [],
    })
    const timer = setTimeout(() => {
      void worker.terminate()
      reject(new TookTooLong(`a workbook took more than ${MOST_SECONDS} s`))
    }, MOST_SECONDS * 1000)
    worker.once('message', (answer: T) => {
      clearTimeout(timer)
      resolve(answer)
    })
    worker.once('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    worker.once('exit', (code) => {
      clearTimeout(timer)
      reject(new Error(`the thread for workbooks ended with ${code}`)) // of no effect once it has answered
    })
  })
}
