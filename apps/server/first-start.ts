/** The first start of a real installation: the topmost organisation, one system administrator with a one-time password, and nothing else by default. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { orgPath } from '@anyuan/kernel'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import type { House } from './modules.ts'

/** The house acting by itself, before there is anybody. */
const HOUSE_CALLER = { accountId: '', name: '安园', address: 'local', scope: [''] as string[] }

export async function beginHouse(house: House, { dataDir, level, rootOrg, rootName }: Config, log: Logger): Promise<void> {
  if (await house.identity.accountExists()) return
  const path = orgPath(rootOrg)
  if (!(await house.organisation.exists(path))) await house.organisation.add(HOUSE_CALLER, { path, level, code: rootOrg, name: rootName })
  const { password } = await house.identity.add(HOUSE_CALLER, {
    login: 'admin',
    name: '系统管理员',
    org: path,
    phone: null,
    grants: [{ role: 'system_administrator', org: path }],
  })
  const file = join(dataDir, 'first-sign-in.txt')
  writeFileSync(file, `login: admin\npassword: ${password}\n`, { mode: 0o600 })
  log.warn({ file }, 'first start: the one-time password of the system administrator is in this file; it must be changed at first sign-in')
}
