/** What people of the demo province have done before its pages are looked at: a leak that is running, a list half right, a change with its rehearsal. */
import type { Asset, Tag } from '@anyuan/assets/contract'
import type { SourceRow } from '@anyuan/sources/contract'
import { Away, signIn } from './people.ts'
import type { TestServer } from './server.ts'

const TAKEN_WITHIN_MS = 90_000
const TANK = 'SY-E01-T01'
const SHEET = `编码 *,名称 *,所属组织 *,类型 *,单位 *,量程下限 *,量程上限 *,应到间隔 (s) *,高限,高高限
SY-E01-R01-TI91,反应釜温度 91,示例氯碱 01,温度,℃,0,100,5,60,80
SY-E01-R01-TI92,反应釜温度 92,示例氯碱 01,温渡,℃,0,100,5,60,80
`

/** @returns addresses of the pages that are about one thing. @param password of a sign-in of the demo. */
export async function workOfPeople(server: Pick<TestServer, 'web'>, password: (login: string) => string) {
  const [safety, enterprise] = await Promise.all(['safety', 'enterprise'].map((login) => signIn(server, login, password(login))))
  await insist(() => safety!.send('POST', '/simulation/incidents/chlorine-leak/start', {}))
  const first = async <T>(path: string, text: string): Promise<T> => {
    const { items } = await safety!.get<{ items: T[] }>(path, { text, pageSize: '1' })
    if (!items[0]) throw new Error(`the demo has no ${text}`)
    return items[0]
  }
  const tag = await first<Tag>('/assets/tags', `${TANK}-TT01`)
  const asset = await first<Asset>('/assets/assets', TANK)
  const source = await first<SourceRow>('/sources/sources', 'GW-SY-E01')
  const change = await enterprise!.send<{ id: string }>('POST', '/alarm-design/changes', {
    title: '示例：延长报警延时',
    reason: '示例：夏季环境温度接近高限',
    tags: [{ tagNumber: tag.number, alarms: { ...tag.alarms, onDelaySeconds: 45 }, formula: tag.formula }],
  })
  await insist(() => enterprise!.send('POST', `/alarm-design/changes/${change.id}/rehearse`, { days: 1 }))
  const batch = await enterprise!.upload<{ id: string }>('/imports/batches', { org: 'ln.sy.sypark.e01', fileName: '示例清单.csv' }, SHEET)
  return {
    tag: `/tags/${tag.number}`,
    asset: `/assets/${asset.id}`,
    source: `/sources/${source.id}`,
    change: `/alarm-design/changes/${change.id}`,
    batch: `/imports/${batch.id}`,
  }
}

/** The house is ready before its simulator is, and puts off long work while it is busy: asks again until it is taken. */
async function insist(work: () => Promise<unknown>): Promise<void> {
  const until = performance.now() + TAKEN_WITHIN_MS
  for (;;)
    try {
      return void (await work())
    } catch (error) {
      if (!(error instanceof Away) || performance.now() > until) throw error
      await new Promise((resolve) => setTimeout(resolve, 1000))
    }
}
