/** Tells the pipeline what it has to know, whenever tags, sources or the alarm design change or the pipeline comes back. */
import { type AlarmDesignService, classFor } from '@anyuan/alarm-design'
import type { AlarmClass } from '@anyuan/alarm-design/contract'
import { type AssetsService, alarmsOf } from '@anyuan/assets'
import type { Tag } from '@anyuan/assets/contract'
import type { AlarmPlanInput } from '@anyuan/monitoring/shapes'
import type { SourcesService } from '@anyuan/sources'
import type { PipelineDefinition } from '@anyuan/telemetry'
import { PLATFORM_PROTOCOL, PLATFORM_SOURCE, PLATFORM_TAGS } from '../health/tags.ts'
import type { Ask } from '../pipeline-link.ts'

export interface DefinitionFeed {
  /** Something changed; several calls in a row become one. */
  wake(): void
}
export interface Design {
  assets: Pick<AssetsService, 'allTags' | 'unusualStates'>
  sources: Pick<SourcesService, 'keys'>
  alarmDesign: Pick<AlarmDesignService, 'forPipeline'>
}

const SETTLE_MS = 300
const RETRY_MS = 1000

export function feedDefinition(design: Design, ask: Ask, onFault: (error: unknown) => void): DefinitionFeed {
  let timer: NodeJS.Timeout | null = null
  const wakeIn = (ms: number) => {
    if (timer) return
    timer = setTimeout(async () => {
      timer = null
      try {
        await ask('pipeline.define', await define(design))
      } catch (error) {
        onFault(error)
        wakeIn(RETRY_MS)
      }
    }, ms)
  }
  return { wake: () => wakeIn(SETTLE_MS) }
}

/** The alarms of a tag with the terms of its class, as the pipeline runs them. */
export const plansOf = (tag: Tag, classes: readonly AlarmClass[]): AlarmPlanInput[] =>
  alarmsOf(tag, tag.alarms.classCode ? classFor(tag.alarms.classCode, tag.org, classes) : null)

export async function define({ assets, sources, alarmDesign }: Design): Promise<PipelineDefinition> {
  const [tags, keys, { classes, suppressions, calendars }, assetStates] = await Promise.all([
    assets.allTags(),
    sources.keys(),
    alarmDesign.forPipeline(),
    assets.unusualStates(),
  ])
  const enabled = tags.filter((tag) => tag.enabled)
  return {
    tags: enabled.map(({ number, code, name, org, unit, rangeLow, rangeHigh, expectedIntervalSeconds, kind, formula }) => ({
      number,
      code,
      name,
      org,
      unit,
      rangeLow,
      rangeHigh,
      expectedIntervalSeconds,
      kind,
      ...(formula ? { formula } : {}),
    })),
    sources: [...keys, platformSource(enabled)],
    alarms: enabled.flatMap((tag) => plansOf(tag, classes)),
    suppressions,
    assetStates,
    calendars,
  }
}

/** The inner source of the platform's own figures. No credential has the empty digest. */
function platformSource(tags: readonly Tag[]): PipelineDefinition['sources'][number] {
  const own = tags.filter(({ code }) => (PLATFORM_TAGS as readonly string[]).includes(code))
  return {
    code: PLATFORM_SOURCE,
    org: own[0]?.org ?? '',
    protocol: PLATFORM_PROTOCOL,
    credentialDigest: '',
    tagCodes: own.map(({ code }) => code),
  }
}
