import { createClient } from '@clickhouse/client'
import { describe, test } from 'vitest'
import { archiveContract } from './contract.suite.ts'
import { openArchive } from './open.ts'

const url = process.env.CLICKHOUSE_URL
let made = 0

if (url)
  archiveContract('the archive on a ClickHouse server', () => {
    const database = `anyuan_test_${process.pid}_${made++}`
    const address = new URL(url)
    address.pathname = `/${database}`
    return {
      open: (options) => openArchive({ dir: '', clickhouseUrl: address.href, ...options }),
      async clear() {
        const client = createClient({
          url: address.origin,
          username: decodeURIComponent(address.username) || 'default',
          password: decodeURIComponent(address.password),
        })
        const { stream } = await client.exec({ query: `DROP DATABASE ${database}` })
        for await (const _chunk of stream); // the answer is empty
        await client.close()
      },
    }
  })
else describe('the archive on a ClickHouse server', () => test.skip('the whole contract (set CLICKHOUSE_URL to run it)', () => {}))
