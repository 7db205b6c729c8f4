/** This product, started as its supervisor starts the two roles that a sample passes. */
import WebSocket from 'ws'
import type { LiveFrame } from '../../packages/telemetry/wire.ts'
import { openLine } from '../load/mqtt-line.ts'
import { definitionOf, startRig } from '../rig.ts'
import { type Peer, tagName } from './peer.ts'

export const anyuan: Peer = {
  name: 'Anyuan',
  shapes: ['single', 'batch'],
  durability: 'acknowledged after fdatasync of the journal',
  tuned: 'as it comes',
  lifeCycle: true,
  flood: { batch: 1000, window: 24 },
  version: async () => 'this commit',
  async start({ tags, heard }) {
    const { definition, load } = definitionOf(tags, 1)
    const rig = await startRig(definition)
    const [source] = load
    if (!source) throw new Error('no source')
    const waiting: (() => void)[] = []
    const line = await openLine({
      port: rig.mqttPort,
      clientId: source.code,
      username: source.code,
      password: source.password,
      topic: `anyuan/v1/${source.code}/samples`,
      onAcknowledged: () => waiting.shift()?.(),
      onLost: (reason) => process.stderr.write(`anyuan: ${reason}\n`),
    })
    const live = new WebSocket(`ws://127.0.0.1:${rig.dataPort}/live`)
    await new Promise<void>((resolve, reject) => {
      live.once('error', reject)
      live.on('open', () => live.send(JSON.stringify({ type: 'hello', ticket: rig.ticket })))
      live.on('message', (data) => {
        const frame = JSON.parse(String(data)) as LiveFrame
        if (frame.type === 'welcome') resolve()
        else if (frame.type === 'alarm' && frame.event.type === 'raised') heard(frame.event.tagNumber)
      })
    })
    return {
      send(points) {
        const [first] = points
        const payload =
          points.length === 1 && first
            ? `{"tag":"${tagName(first.tag)}","time":${first.time},"value":${first.value}}`
            : JSON.stringify({
                tags: points.map(({ tag }) => tagName(tag)),
                times: points.map(({ time }) => time),
                values: points.map(({ value }) => value),
              })
        return new Promise<void>((resolve) => {
          waiting.push(resolve)
          line.publish(payload, points.length)
          line.flush()
        })
      },
      stored: async () => (await rig.archiveStats()).stored,
      pids: () => rig.pids,
      async stop() {
        line.close()
        live.close()
        await rig.stop()
      },
    }
  },
}
