/** The thread that opens workbooks: seconds of one core, which no request waits for. */
import { parentPort, workerData } from 'node:worker_threads'
import { markWorkbook } from './mark.ts'
import { readCsv, readWorkbook } from './read.ts'
import type { WorkbookTask } from './shapes.ts'
import { buildTemplate } from './template.ts'

async function answer(task: WorkbookTask): Promise<unknown> {
  switch (task.task) {
    case 'read':
      return task.kind === 'csv' ? readCsv(task.file) : readWorkbook(task.file)
    case 'mark':
      return markWorkbook(task.kind, task.file, task.marks)
    case 'template':
      return buildTemplate(task.template)
  }
}
parentPort?.postMessage(await answer(workerData as WorkbookTask))
