/** Fetches refused samples from the pipeline and keeps them; the pipeline gives them up only once they are kept. */
import { type OrgPath, toInstant } from '@anyuan/kernel'
import type { SourcesService } from '@anyuan/sources'
import type { Ask } from '../pipeline-link.ts'

export function feedQuarantine(sources: Pick<SourcesService, 'quarantine'>, ask: Ask, onFault: (error: unknown) => void): () => void {
  let running = false
  const fetchAll = async () => {
    for (;;) {
      const { batch, records } = await ask('pipeline.quarantine', null)
      if (records.length === 0) return
      await sources.quarantine(records.map((record) => ({ ...record, at: toInstant(record.at), org: record.org as OrgPath })))
      await ask('pipeline.quarantine_kept', { batch })
    }
  }
  return () => {
    if (running) return
    running = true
    fetchAll()
      .catch(onFault)
      .finally(() => {
        running = false
      })
  }
}
