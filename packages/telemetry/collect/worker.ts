/** The worker thread (工作线程) of one protocol: whatever a library does there, the alarms of the house do not wait for it, nor fall with it. */
import { parentPort, workerData } from 'node:worker_threads'
import { withinNetworks } from './dial.ts'
import { type Delivered, type FetchContext, type FetchingDoor, type FetchingProtocol, type FetchJob, faultOf } from './fetcher.ts'
import type { FromWorker, ToWorker } from './messages.ts'

/** Loaded when needed: node-opcua alone takes 90 MB. */
const DOORS: Record<FetchingProtocol, () => Promise<FetchingDoor>> = {
  opcua: async () => (await import('../drivers/opcua/index.ts')).opcuaDoor as FetchingDoor,
  modbus: async () => (await import('../drivers/modbus/index.ts')).modbusDoor as FetchingDoor,
  file: async () => (await import('../drivers/file/index.ts')).fileDoor as FetchingDoor,
}

const port = parentPort!
const door = await DOORS[(workerData as { protocol: FetchingProtocol }).protocol]()
const tell = (message: FromWorker) => port.postMessage(message)
const running = new Map<number, AbortController>()
const asked = new Map<number, AbortController>()
const delivering = new Map<number, { resolve: (verdict: Delivered) => void; reject: (error: Error) => void }>()
let deliveries = 0

async function run(number: number, job: FetchJob): Promise<void> {
  const controller = new AbortController()
  running.set(number, controller)
  const { signal } = controller
  const context: FetchContext = {
    signal,
    deliver: (rows) =>
      new Promise((resolve, reject) => {
        const delivery = deliveries++
        delivering.set(delivery, { resolve, reject })
        tell({ type: 'deliver', run: number, delivery, rows })
      }),
    refuse: (detail, payload) => tell({ type: 'refuse', run: number, detail, payload: payload.slice(0, 4096) }), // default, not from a standard: more is not kept
    connected: (points) => tell({ type: 'connected', run: number, points: points.slice(0, 100) }), // default, not from a standard: as many as a person reads
    reconnecting: (fault, detail) => tell({ type: 'reconnecting', run: number, fault, detail }),
  }
  try {
    await door.fetch(await withinNetworks(job), context)
    tell({ type: 'ended', run: number, fault: null, detail: null })
  } catch (error) {
    tell({ type: 'ended', run: number, ...(signal.aborted ? { fault: null, detail: null } : faultOf(error)) })
  }
  running.delete(number)
}

async function answer(request: number, ask: (signal: AbortSignal) => Promise<FromWorker>): Promise<void> {
  const controller = new AbortController()
  asked.set(request, controller)
  try {
    tell(await ask(controller.signal))
  } catch (error) {
    tell({ type: 'failed', request, ...faultOf(error) })
  }
  asked.delete(request)
}

port.on('message', (message: ToWorker) => {
  switch (message.type) {
    case 'start':
      void run(message.run, message.job)
      break
    case 'stop':
      running.get(message.run)?.abort()
      break
    case 'delivered': {
      const waiting = delivering.get(message.delivery)
      delivering.delete(message.delivery)
      if (message.verdict) waiting?.resolve(message.verdict)
      else waiting?.reject(new Error('not on the disk'))
      break
    }
    case 'test': {
      const { request, job } = message
      void answer(request, async (signal) => ({ type: 'tested', request, result: await door.test(await withinNetworks(job), signal) }))
      break
    }
    case 'browse': {
      const { request, job, address } = message
      void answer(request, async (signal) => ({
        type: 'browsed',
        request,
        nodes: (await door.browse?.(await withinNetworks(job), address, signal)) ?? [],
      }))
      break
    }
    case 'cancel':
      asked.get(message.request)?.abort()
  }
})
