/** Tells the pipeline what it has to know, whenever tags or sources change or the pipeline comes back. */
import { type AssetsService, alarmsOf } from '@anyuan/assets'
import type { SourcesService } from '@anyuan/sources'
import type { PipelineDefinition } from '@anyuan/telemetry'
import type { Ask } from '../pipeline-link.ts'

export interface DefinitionFeed {
  /** Something changed; several calls in a row become one. */
  wake(): void
}

const SETTLE_MS = 300
const RETRY_MS = 1000

export function feedDefinition(
  assets: Pick<AssetsService, 'allTags'>,
  sources: Pick<SourcesService, 'keys'>,
  ask: Ask,
  onFault: (error: unknown) => void,
): DefinitionFeed {
  let timer: NodeJS.Timeout | null = null
  const wakeIn = (ms: number) => {
    if (timer) return
    timer = setTimeout(async () => {
      timer = null
      try {
        await ask('pipeline.define', await define(assets, sources))
      } catch (error) {
        onFault(error)
        wakeIn(RETRY_MS)
      }
    }, ms)
  }
  return { wake: () => wakeIn(SETTLE_MS) }
}

export async function define(assets: Pick<AssetsService, 'allTags'>, sources: Pick<SourcesService, 'keys'>): Promise<PipelineDefinition> {
  const [tags, keys] = await Promise.all([assets.allTags(), sources.keys()])
  const enabled = tags.filter((tag) => tag.enabled)
  return {
    tags: enabled.map(({ number, code, org, unit, rangeLow, rangeHigh, expectedIntervalSeconds }) => ({
      number,
      code,
      org,
      unit,
      rangeLow,
      rangeHigh,
      expectedIntervalSeconds,
    })),
    sources: keys,
    alarms: enabled.flatMap(alarmsOf),
  }
}
