/** A peer's processes: started with their words in a log, held to a core where asked, ended with all their children. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { openSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Started {
  child: ChildProcess
  /** The process and all its children, at this moment. */
  pids(): number[]
  stop(): Promise<void>
}

export function startProcess(
  name: string,
  command: readonly string[],
  { dir, env = {} }: { dir: string; env?: Record<string, string> },
): Started {
  const [program = '', ...args] = command
  const log = openSync(join(dir, `${name}.log`), 'a')
  const child = spawn(program, args, { cwd: dir, env: { ...process.env, ...env }, stdio: ['ignore', log, log] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const pids = () => (child.pid === undefined ? [] : familyOf(child.pid))
  return {
    child,
    pids,
    async stop() {
      const all = pids()
      child.kill('SIGTERM')
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 5000))])
      for (const pid of all)
        try {
          process.kill(pid, 'SIGKILL')
        } catch {
          // it had gone already
        }
      await ended
    },
  }
}

function familyOf(root: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]!.split(' ')
      parents.set(Number(name), Number(fields[1]))
    } catch {
      // ended while we looked
    }
  }
  const family = [root]
  for (const pid of family) for (const [child, parent] of parents) if (parent === pid && !family.includes(child)) family.push(child)
  return family.filter((pid) => parents.has(pid))
}

/** Holds processes with all their threads to one core; what they start later stays there too. */
export function holdToCore(pids: readonly number[], core: number): void {
  for (const pid of pids) {
    const done = spawnSync('taskset', ['-a', '-c', '-p', String(core), String(pid)])
    if (done.status !== 0) throw new Error(`taskset: ${done.error?.message ?? done.stderr.toString()}`)
  }
}
