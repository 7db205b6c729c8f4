/** Copies the pipeline's alarm journal into PostgreSQL, by sequence: what was missed while either side was down is asked for again. */
import type { AlarmsService } from '@anyuan/alarms'
import type { Ask } from '../pipeline-link.ts'

const PAGE = 1000

/** @returns a function that copies what is there; calls during a copy make one more. */
export function feedAlarms(
  alarms: Pick<AlarmsService, 'cursor' | 'record' | 'listened'>,
  ask: Ask,
  onFault: (error: unknown) => void,
): () => void {
  let running = false
  let again = false
  const copy = async (): Promise<void> => {
    const { journal } = await ask('pipeline.journal', { after: Number.MAX_SAFE_INTEGER, limit: 0 }) // its name tells how far it is copied
    let copied = await alarms.cursor(journal)
    for (;;) {
      const { events, latest } = await ask('pipeline.journal', { after: copied, limit: PAGE })
      if (events.length === 0) {
        if (latest > copied) throw new Error(`alarm journal ${journal}: events after ${copied} are missing`)
        await alarms.listened()
        return
      }
      copied = await alarms.record(journal, events)
      await ask('pipeline.copied', { journal, sequence: copied })
    }
  }
  return () => {
    again = true
    if (running) return
    running = true
    const all = async () => {
      while (again) {
        again = false
        await copy()
      }
    }
    all()
      .catch(onFault)
      .finally(() => {
        running = false
      })
  }
}
