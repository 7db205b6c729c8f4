/** VictoriaMetrics with vmalert, from Debian: text import by HTTP, one rule over all tags each second, a call to the notifier. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePorts } from '../../e2e/support/server.ts'
import { debianInstalled, debianVersion } from './installed.ts'
import { LIMIT, type Peer, tagName, until } from './peer.ts'
import { startProcess } from './process.ts'
import { openSink } from './sink.ts'

export const victoria: Peer = {
  name: 'VictoriaMetrics + vmalert',
  shapes: ['single', 'batch'],
  durability: 'the last seconds may be lost in a crash: no write-ahead log',
  tuned: 'evaluation every second, latency offset 0, one rule over all tags',
  lifeCycle: false,
  flood: { batch: 1000, window: 8 },
  version: async () => debianVersion('victoria-metrics'),
  async start({ dir, heard }) {
    debianInstalled('/usr/bin/vmalert', ['victoria-metrics'])
    const [port = 0, rulePort = 0] = await freePorts(2)
    const url = `http://127.0.0.1:${port}`
    const store = startProcess(
      'victoria',
      [
        '/usr/bin/victoria-metrics',
        `-httpListenAddr=127.0.0.1:${port}`,
        `-storageDataPath=${join(dir, 'store')}`,
        '-search.latencyOffset=0s',
        '-retentionPeriod=1',
      ],
      { dir },
    )
    await until(async () => (await fetch(`${url}/health`)).ok, 'VictoriaMetrics')
    const told = new Set<string>()
    const sink = await openSink((body) => {
      for (const { labels } of JSON.parse(body) as { labels: { tag?: string } }[]) {
        if (!labels.tag || told.has(labels.tag)) continue
        told.add(labels.tag)
        heard(Number(labels.tag.slice(1)))
      }
    })
    const rules = join(dir, 'rules.yml')
    writeFileSync(rules, `groups:\n- name: limits\n  interval: 1s\n  rules:\n  - alert: high\n    expr: point >= ${LIMIT}\n`)
    const judge = startProcess(
      'vmalert',
      [
        '/usr/bin/vmalert',
        `-rule=${rules}`,
        `-datasource.url=${url}`,
        `-notifier.url=http://127.0.0.1:${sink.port}`,
        '-evaluationInterval=1s',
        `-httpListenAddr=127.0.0.1:${rulePort}`,
      ],
      { dir },
    )
    await until(async () => (await fetch(`http://127.0.0.1:${rulePort}/health`)).ok, 'vmalert')
    return {
      async send(points) {
        const lines = points.map(({ tag, value, time }) => `point{tag="${tagName(tag)}"} ${value} ${time}\n`).join('')
        const answer = await fetch(`${url}/api/v1/import/prometheus`, { method: 'POST', body: lines })
        if (!answer.ok) throw new Error(`import: ${answer.status}`)
      },
      async stored() {
        await fetch(`${url}/internal/force_flush`)
        const text = await (await fetch(`${url}/api/v1/export?match[]=point`)).text()
        return text
          .split('\n')
          .filter((line) => line !== '')
          .reduce((sum, line) => sum + (JSON.parse(line) as { values: unknown[] }).values.length, 0)
      },
      pids: () => [...store.pids(), ...judge.pids()],
      async stop() {
        await judge.stop()
        await store.stop()
        await sink.close()
      },
    }
  },
}
