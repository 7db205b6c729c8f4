/** What alarm design asks of its neighbours: tags and their settings, samples, real occurrences, what the pipeline runs. */
import type { SampleBlock } from '@anyuan/alarm-design'
import type { AlarmClass, ResolvedGuidance } from '@anyuan/alarm-design/contract'
import type { AlarmsService } from '@anyuan/alarms'
import type { AlarmGuidance } from '@anyuan/alarms/contract'
import type { AssetsService } from '@anyuan/assets'
import type { Tag } from '@anyuan/assets/contract'
import { type Caller, isWithin, toEpochMs, toInstant } from '@anyuan/kernel'
import { plansOf } from './feed/definition.ts'
import { type RunningAlarm, runningAlarm } from './feed/running-alarm.ts'

export type { RunningAlarm } from './feed/running-alarm.ts'

const HOUSE: Caller = { accountId: '', name: 'house', address: 'local', scope: [''] }
const PAGE = 1000
const AT_ONCE = 500 // default, not from a standard

export interface DesignNeighbours {
  assets: AssetsService
  alarms: Pick<AlarmsService, 'standing' | 'occurrences'>
  samples: (tagNumber: number, from: number, to: number) => Promise<SampleBlock>
  /** Null when the pipeline is away. */
  running: () => Promise<RunningAlarm[] | null>
  classes: () => Promise<readonly AlarmClass[]>
}

export function designPorts({ assets, alarms, samples, running, classes }: DesignNeighbours) {
  const within = (scope: readonly string[], tags: Tag[]) => tags.filter((tag) => scope.some((path) => isWithin(tag.org, path)))
  return {
    tags: {
      within: async (scope: readonly string[], numbers: readonly number[]) => within(scope, await assets.tagsByNumber(numbers)),
      byCode: assets.tagsByCode,
      all: assets.allTags,
      kinds: assets.assetKinds,
      unusual: assets.unusualAssets,
      checkFormulas: assets.checkFormulas,
      settle: assets.settle,
      plans: plansOf,
    },
    samples,
    alarms: {
      async handled(tagNumbers: readonly number[], from: number, to: number) {
        const rows: { alarmNumber: number; raisedAt: number; until: number | null }[] = []
        for (const { code } of await assets.tagsByNumber(tagNumbers))
          for (let page = 1; ; page++) {
            const { items } = await alarms.occurrences(HOUSE, {
              tagCode: code,
              from: toInstant(from),
              to: toInstant(to),
              page,
              pageSize: PAGE,
            })
            for (const { alarmNumber, raisedAt, returnedAt, handledAt } of items)
              if (handledAt) rows.push({ alarmNumber, raisedAt: toEpochMs(raisedAt), until: returnedAt && toEpochMs(returnedAt) })
            if (items.length < PAGE) break
          }
        return rows
      },
      async setAside(caller: Caller) {
        const { items } = await alarms.standing(caller, undefined)
        return items.flatMap(({ state, org, tagNumber, tagCode, tagName }) => {
          if (state.state !== 'shelved' && state.state !== 'suppressed' && state.state !== 'out_of_service') return []
          const at = state.state === 'suppressed' ? null : state.until
          return [{ at, what: state.state, org, tagNumber, code: tagCode, name: tagName, by: state.by, reason: state.reason }]
        })
      },
    },
    running,
    /** From the last approved settings, not from the tag: a row altered behind the house's back is a difference. */
    async approved(): Promise<{ alarms: RunningAlarm[]; unapproved: Tag[] }> {
      const [tags, known] = [await assets.approvedTags(), await classes()]
      const alarms: RunningAlarm[] = []
      for (const [i, { tag, approved }] of tags.entries()) {
        alarms.push(...plansOf({ ...tag, ...approved }, known).map(runningAlarm))
        if (i % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve)) // a whole province takes a second: others have their turn
      }
      return { alarms, unapproved: tags.flatMap(({ tag, asApproved }) => (asApproved ? [] : [tag])) }
    },
  }
}

/** Guidance in the words of the alarms module; null where nobody wrote any. */
export function guidanceOf(resolved: ResolvedGuidance | null | undefined): AlarmGuidance | null {
  if (!resolved) return null
  const { cause, consequence, action, respondWithinSeconds, phone } = resolved.words
  if (cause === null && consequence === null && action === null && respondWithinSeconds === null && phone === null) return null
  const inherited = Object.values(resolved.provenance).find((one) => one?.from === 'template')
  return {
    cause: cause ?? '',
    consequence: consequence ?? '',
    action: action ?? '',
    respondWithinMinutes: respondWithinSeconds === null ? null : respondWithinSeconds / 60,
    phone,
    inheritedFrom: inherited ? (inherited.assetCode ?? inherited.assetKind ?? inherited.org) : null,
  }
}
