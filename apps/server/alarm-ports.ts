/** What the alarms module asks of its neighbours: parks, people who may act, guidance. */
import type { Assignee } from '@anyuan/alarms/contract'
import { type AssetsService, alarmsOf } from '@anyuan/assets'
import type { IdentityService } from '@anyuan/identity'
import { type Caller, isWithin } from '@anyuan/kernel'
import type { OrganisationService } from '@anyuan/organisation'
import { PLATFORM_TAGS } from './health/tags.ts'

const HOUSE: Caller = { accountId: '', name: 'house', address: 'local', scope: [''] }
const PAGE = 200
const PARKS_FOR_MS = 60_000 // default, not from a standard: parks come and go rarely, and every rise asks for them

const OWN: ReadonlySet<string> = new Set<string>(PLATFORM_TAGS)
const isOwn = (code: string): boolean => OWN.has(code)

export interface AlarmNeighbours {
  organisation: Pick<OrganisationService, 'page'>
  identity: Pick<IdentityService, 'page'>
  assets: Pick<AssetsService, 'tagsByNumber' | 'allTags'>
  /** Paths in which the grants hold `permission`. */
  scopeOf: (permission: string, grants: readonly { role: string; org: string }[]) => readonly string[]
}

/** Reads every page of a list. */
async function all<Row>(page: (number: number) => Promise<{ items: Row[]; total: number }>): Promise<Row[]> {
  const rows: Row[] = []
  for (let number = 1; ; number++) {
    const { items, total } = await page(number)
    rows.push(...items)
    if (items.length === 0 || rows.length >= total) return rows
  }
}

export function alarmPorts({ organisation, identity, assets, scopeOf }: AlarmNeighbours) {
  let parks: { at: number; rows: Promise<{ path: string; name: string }[]> } | null = null
  return {
    parks: () => {
      if (!parks || Date.now() - parks.at > PARKS_FOR_MS) {
        const rows = all((page) => organisation.page(HOUSE, { level: 'park', page, pageSize: PAGE })).then((units) =>
          units.map(({ path, name }) => ({ path, name })),
        )
        parks = { at: Date.now(), rows }
        rows.catch(() => {
          parks = null
        })
      }
      return parks.rows
    },
    /** The platform's own alarms are left out: an area is never set aside together with what watches over the watching. */
    alarmsBelow: async (org: string, assetCode: string | null) =>
      (await assets.allTags())
        .filter((tag) => !isOwn(tag.code) && isWithin(tag.org, org) && (assetCode === null || tag.assetCode === assetCode))
        .flatMap((tag) => alarmsOf(tag).map(({ alarmNumber }) => ({ alarmNumber, tagCode: tag.code }))),
    people: async (org: string): Promise<Assignee[]> =>
      (await all((page) => identity.page(HOUSE, { page, pageSize: PAGE })))
        .filter((account) => account.enabled && scopeOf('alarms.act', account.grants).some((path) => isWithin(org, path)))
        .map(({ id, name }) => ({ accountId: id, name })),
    guidanceFor: async (tagNumber: number) => {
      const guidance = (await assets.tagsByNumber([tagNumber]))[0]?.guidance
      return guidance ? { ...guidance, respondWithinMinutes: null, inheritedFrom: null } : null
    },
  }
}
