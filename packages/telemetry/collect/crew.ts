/** The pipeline's end of one worker thread: begins it when there is work, and lets it go when there is none. */
import { Worker } from 'node:worker_threads'
import type { BrowseNode, ConnectionTest } from '../connection.ts'
import { CannotConnect, type FetchingProtocol, type FetchJob } from './fetcher.ts'
import type { FromWorker, OfRun, ToWorker } from './messages.ts'

const IDLE_MS = 60_000 // default, not from a standard

interface Request {
  resolve: (answer: never) => void
  reject: (error: Error) => void
}

export class Crew {
  readonly #protocol: FetchingProtocol
  readonly #runs = new Map<number, (message: OfRun) => void>()
  readonly #requests = new Map<number, Request>()
  #worker: Worker | null = null
  #idle: NodeJS.Timeout | null = null
  #numbers = 0

  readonly #mostMemoryMb: number

  /** @param mostMemoryMb beyond it the thread ends, and only the thread. */
  constructor(protocol: FetchingProtocol, mostMemoryMb: number) {
    this.#protocol = protocol
    this.#mostMemoryMb = mostMemoryMb
  }

  /** @param hear is told of all that the fetcher says; `ended` is the last. @returns the number under which it is stopped. */
  start(job: FetchJob, hear: (message: OfRun) => void): number {
    const run = this.#numbers++
    this.#runs.set(run, hear)
    this.#post({ type: 'start', run, job })
    return run
  }

  stop(run: number): void {
    if (this.#runs.has(run)) this.#post({ type: 'stop', run })
  }

  delivered(delivery: number, verdict: Extract<ToWorker, { type: 'delivered' }>['verdict']): void {
    this.#worker?.postMessage({ type: 'delivered', delivery, verdict } satisfies ToWorker)
  }

  test(job: FetchJob, signal: AbortSignal): Promise<ConnectionTest> {
    return this.#ask((request) => ({ type: 'test', request, job }), signal)
  }

  browse(job: FetchJob, address: string | null, signal: AbortSignal): Promise<BrowseNode[]> {
    return this.#ask((request) => ({ type: 'browse', request, job, address }), signal)
  }

  async close(): Promise<void> {
    if (this.#idle) clearTimeout(this.#idle)
    const worker = this.#worker
    this.#worker = null
    await worker?.terminate()
  }

  #ask<T>(message: (request: number) => ToWorker, signal: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const request = this.#numbers++
      this.#requests.set(request, { resolve, reject })
      this.#post(message(request))
      signal.addEventListener('abort', () => {
        if (!this.#requests.delete(request)) return
        this.#worker?.postMessage({ type: 'cancel', request } satisfies ToWorker)
        reject(new CannotConnect('timed_out', 'no answer in time'))
        this.#rest()
      })
    })
  }

  #post(message: ToWorker): void {
    if (this.#idle) clearTimeout(this.#idle)
    this.#idle = null
    this.#worker ??= this.#begin()
    this.#worker.postMessage(message)
  }

  #begin(): Worker {
    // no arguments of ours: a test runner's would not fit there
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: { protocol: this.#protocol },
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: this.#mostMemoryMb },
    })
    worker.on('message', (message: FromWorker) => this.#hear(message))
    // an error that no fetcher caught ends the thread; the sources of other protocols do not notice
    worker.on('error', (error) => this.#gone(worker, error))
    worker.on('exit', () => this.#gone(worker, new Error('the worker thread ended')))
    return worker
  }

  #gone(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return
    this.#worker = null
    const runs = [...this.#runs]
    const requests = [...this.#requests.values()]
    this.#runs.clear()
    this.#requests.clear()
    for (const [run, hear] of runs) hear({ type: 'ended', run, fault: 'unexpected', detail: error.message })
    for (const { reject } of requests) reject(error)
  }

  #hear(message: FromWorker): void {
    if ('run' in message) {
      const hear = this.#runs.get(message.run)
      if (message.type === 'ended') this.#runs.delete(message.run)
      hear?.(message)
    } else {
      const request = this.#requests.get(message.request)
      this.#requests.delete(message.request)
      if (message.type === 'tested') request?.resolve(message.result as never)
      else if (message.type === 'browsed') request?.resolve(message.nodes as never)
      else request?.reject(new CannotConnect(message.fault, message.detail))
    }
    this.#rest()
  }

  #rest(): void {
    if (this.#runs.size > 0 || this.#requests.size > 0 || this.#idle || !this.#worker) return
    this.#idle = setTimeout(() => {
      this.#idle = null
      void this.close()
    }, IDLE_MS)
    this.#idle.unref()
  }
}
