/** Starting and stopping as an operator does: what is wrong is named, what was kept is kept, nothing is left running. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { signIn } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'

const ROOT = join(import.meta.dirname, '..')
const servers: TestServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop()
})

/** Runs the supervisor until it ends by itself. */
function start(settings: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const dir = mkdtempSync(join(tmpdir(), 'anyuan-start-'))
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(ROOT, 'apps/server/main.ts')], {
      cwd: ROOT,
      env: { ...process.env, ANYUAN_DATA_DIR: dir, ...settings },
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text
      })
    child.on('exit', (code) => {
      rmSync(dir, { recursive: true, force: true })
      resolve({ code, said })
    })
  })
}
const alive = (pids: readonly number[]) =>
  pids.filter((pid) => {
    try {
      // a zombie waits for its parent to look; it holds nothing any more
      return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
    } catch {
      return false
    }
  })

test('a setting that does not exist stops the start and is named', async () => {
  const { code, said } = await start({ ANYUAN_WEBPORT: '1' })
  expect([code, said]).toEqual([2, expect.stringContaining('webport (ANYUAN_WEBPORT): there is no such setting')])
})
test('an occupied port is named with the setting that changes it', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as { port: number }
  const { code, said } = await start({
    ANYUAN_MQTT_PORT: String(port),
    ANYUAN_WEB_PORT: '0',
    ANYUAN_DATA_PORT: '0',
    ANYUAN_OBSERVE_PORT: '0',
  })
  expect([code, said]).toEqual([
    2,
    expect.stringContaining(`port ${port} on 127.0.0.1 is occupied; another one is set by ANYUAN_MQTT_PORT`),
  ])
  other.close()
})
test('the first start makes one administrator with a one-time password that only the owner can read, and no default', async () => {
  const server = await startServer()
  servers.push(server)
  const file = join(server.dataDir, 'first-sign-in.txt')
  expect(statSync(file).mode & 0o077).toBe(0)
  expect(statSync(join(server.dataDir, 'secrets.json')).mode & 0o077).toBe(0)
  const password = /password: (\S+)/.exec(readFileSync(file, 'utf8'))![1]!
  for (const guess of ['admin', 'password', '123456', '']) await expect(signIn(server, 'admin', guess)).rejects.toThrow(/wrong_credentials/)
  const administrator = await signIn(server, 'admin', password)
  await expect(administrator.get('/identity/accounts')).rejects.toThrow(/must_change_password/)
  expect(server.log()).not.toContain(password)
})
test('the demo prints its address and fresh sign-ins; stopped, it leaves nothing running; started again, it keeps its data', async () => {
  const first = await startServer({ demo: true })
  const [, login, password] = /^ {2}(duty)\s+(\S+)/m.exec(await printed(first)) ?? []
  expect(await printed(first)).toContain(`http://127.0.0.1:${new URL(first.web).port}`)
  const officer = await signIn(first, login!, password!)
  const { items } = await officer.get<{ items: { level: string }[] }>('/organisation/nodes')
  expect(items.filter((node) => node.level === 'enterprise').length).toBeGreaterThan(20)
  const running = first.pids()
  expect(running.length).toBeGreaterThan(4)
  await first.restart()
  expect(alive(running)).toEqual([])
  expect((await signIn(first, login!, password!)).name).toBe('示例值班员')
  await first.stop()
})

async function printed(server: TestServer): Promise<string> {
  await expect.poll(() => server.log(), { timeout: 60_000 }).toContain('Ctrl-C')
  return server.log()
}
