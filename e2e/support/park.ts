/** A small park made through the web door: one enterprise, tags, and sources with their credentials. */
import type { NewTag, Tag } from '@anyuan/assets/contract'
import type { SourceCredential, SourceRow } from '@anyuan/sources/contract'
import { firstAdministrator, newcomer, type Person } from './people.ts'
import type { TestServer } from './server.ts'

export const ENTERPRISE = 'root.works'

export interface Park {
  /** Adds further people. */
  administrator: Person
  /** Keeps tags and sources (安监员). */
  safety: Person
  /** Acts on alarms (值班员). */
  duty: Person
  addTag(tag: Pick<NewTag, 'code'> & Partial<NewTag>): Promise<Tag>
  /** A source that may send `tagCodes`; resolves when the pipeline knows it. */
  addSource(code: string, tagCodes: string[], protocol?: 'mqtt' | 'http'): Promise<SourceCredential>
}

export async function foundPark(server: TestServer): Promise<Park> {
  const administrator = await firstAdministrator(server)
  await administrator.send('POST', '/organisation/units', { path: ENTERPRISE, level: 'enterprise', code: 'works', name: '试验化工' })
  const safety = await newcomer(server, administrator, { login: 'safety', name: '安监员', role: 'park_safety_officer', org: 'root' })
  const duty = await newcomer(server, administrator, { login: 'duty', name: '值班员', role: 'park_duty_officer', org: 'root' })
  const pipelineKnows = async (code: string, tags: number): Promise<boolean> => {
    const { items } = await safety.get<{ items: SourceRow[] }>('/sources/sources', { text: code })
    // all of its tags are still silent: so the pipeline knows each of them
    return items.some((source) => source.code === code && source.traffic?.silentTags === tags)
  }
  return {
    administrator,
    safety,
    duty,
    addTag: (tag) =>
      safety.send<Tag>('POST', '/assets/tags', {
        name: tag.code,
        org: ENTERPRISE,
        kind: 'pressure',
        unit: 'kPa',
        rangeLow: 0,
        rangeHigh: 1_000_000,
        expectedIntervalSeconds: 1,
        ...tag,
      }),
    async addSource(code, tagCodes, protocol = 'mqtt') {
      const credential = await safety.send<SourceCredential>('POST', '/sources/sources', { code, name: code, org: ENTERPRISE, protocol })
      await safety.send('PUT', `/sources/sources/${credential.id}/tags`, { tagCodes })
      while (!(await pipelineKnows(code, tagCodes.length))) await new Promise((resolve) => setTimeout(resolve, 100))
      return credential
    },
  }
}
