/** The agent's own page (状态页), on loopback: a person at the gateway sees whether all is well; a service manager asks /health/live and /health/ready. */
import { createServer, type Server } from 'node:http'
import type { Agent, AgentStatus } from './agent.ts'

export async function serveStatus(
  agent: Pick<Agent, 'status' | 'ready'>,
  port: number,
): Promise<{ address: string; close(): Promise<void> }> {
  const server: Server = createServer((request, response) => {
    const send = (status: number, type: string, body: string) => {
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' })
      response.end(body)
    }
    const json = (status: number, body: unknown) => send(status, 'application/json', JSON.stringify(body))
    if (request.url === '/') return send(200, 'text/html; charset=utf-8', page(agent.status()))
    if (request.url === '/status') return json(200, agent.status())
    if (request.url === '/health/live') return json(200, { ok: true })
    if (request.url === '/health/ready') return json(agent.ready() ? 200 : 503, { ok: agent.ready() })
    return json(404, { ok: false })
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  const address = server.address()
  return {
    address: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const STATES: Record<AgentStatus['state'], string> = {
  starting: '启动中 starting',
  collecting: '采集中 collecting',
  full: '磁盘已满，停止接收 disk full, doors shut',
  waiting: '等待园区下发测点 waiting for the tags of the park',
  trouble: '故障 trouble',
}
const DEVICE_STATES: Record<string, string> = {
  silent: '未收到数据 nothing heard yet',
  heard: '已收到数据 heard',
  connecting: '连接中 connecting',
  connected: '已连接 connected',
  failed: '连接失败 failed',
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
const beijing = (at: number) => new Date(at + 8 * 3_600_000).toISOString().slice(5, 19).replace('T', ' ')
const whole = (value: number) => Math.round(value).toLocaleString('en')
const row = (name: string, value: string, wrong = false) =>
  `<tr${wrong ? ' class="wrong"' : ''}><th>${name}</th><td>${escaped(value)}</td></tr>`

function page({ now, version, state, detail, uplink, report, hours }: AgentStatus): string {
  const line = uplink?.connected === null || !uplink ? '尚未连接 not yet connected' : uplink.connected ? '已连接 connected' : '中断 away'
  const rows = [
    row('状态 State', `${STATES[state]}${detail ? ` — ${detail}` : ''}`, state !== 'collecting'),
    row(
      '上联 Uplink',
      `${line}${uplink ? `，自 since ${beijing(uplink.since)}` : ''}${uplink?.detail ? ` — ${uplink.detail}` : ''}`,
      uplink?.connected !== true,
    ),
    ...(report
      ? [
          row(
            '待传 Waiting',
            `${whole(report.waiting.rows)} 行 rows${report.waiting.oldestAt === null ? '' : `，最早 oldest ${beijing(report.waiting.oldestAt)}`}`,
          ),
          row('丢弃 Dropped unsent', `${whole(report.droppedRows)} 行 rows`, report.droppedRows > 0),
          row('缓存 Spool', `${whole(report.spool.bytes / 1e6)} / ${whole(report.spool.limitBytes / 1e6)} MB`),
          row(
            '断网可存 Lasts',
            report.spool.lastsHours === null ? '未知 unknown' : `${whole(report.spool.lastsHours)} h`,
            (report.spool.lastsHours ?? 72) < 72,
          ),
          row('时钟偏差 Clock offset', report.clockOffsetMs === null ? '未知 unknown' : `${whole(report.clockOffsetMs)} ms`),
          row('往返 Round trip', report.roundTripMs === null ? '未知 unknown' : `${whole(report.roundTripMs)} ms`),
          row('未上报 Thinned', `${whole(report.thinnedRows)} 行 rows`),
          row(
            '拒收 Refused here',
            Object.entries(report.refused)
              .map(([reason, count]) => `${reason} ${whole(count)}`)
              .join('，') || '0',
          ),
        ]
      : []),
  ]
  const devices = (report?.devices ?? []).map(
    (device) =>
      `<tr${device.state === 'failed' ? ' class="wrong"' : ''}><td>${escaped(device.code)}</td><td>${escaped(device.protocol)}</td><td>${DEVICE_STATES[device.state] ?? escaped(device.state)}</td><td>${escaped(device.detail ?? '')}</td></tr>`,
  )
  const ledger = hours.map(
    ({ hour, rows: count, lost, digest }) =>
      `<tr${lost > 0 ? ' class="wrong"' : ''}><td>${beijing(hour)}</td><td class="number">${whole(count)}</td><td class="number">${whole(lost)}</td><td><code>${digest.slice(0, 12)}</code></td></tr>`,
  )
  return `<!doctype html><html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="5">
<title>边缘采集代理 Edge agent</title><style>
body{font:14px/1.5 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",system-ui,sans-serif;color:#1F2329;background:#F5F6F8;margin:24px auto;max-width:880px;padding:0 16px;font-variant-numeric:tabular-nums}
h1{font-size:20px}h2{font-size:16px}table{border-collapse:collapse;width:100%;background:#fff;border:1px solid #E3E6EB}th,td{text-align:left;padding:6px 12px;border-bottom:1px solid #E3E6EB;font-weight:normal}
th{color:#5C6370;width:240px}thead th{width:auto}.number{text-align:right}.wrong{color:#CF1322}.wrong td:first-child::before,.wrong th::before{content:"▲ "}div{overflow-x:auto}
@media (prefers-color-scheme:dark){body{background:#14171C;color:#E6E9EF}table{background:#1C2027;border-color:#2B313B}th,td{border-color:#2B313B}th{color:#9AA4B2}.wrong{color:#FF7875}}</style>
<h1>边缘采集代理 Edge agent</h1><p>${beijing(now)} · ${version}</p><table>${rows.join('')}</table>
<h2>设备 Devices</h2><div><table><thead><tr><th>编码 Code</th><th>协议 Protocol</th><th>状态 State</th><th>说明 Detail</th></tr></thead>${devices.join('') || '<tr><td colspan="4">未配置设备：在配置文件的 devices 中添加 No device: add it under devices in the configuration file</td></tr>'}</table></div>
<h2>小时台账 Hours</h2><div><table><thead><tr><th>北京时间 Beijing time</th><th class="number">行 Rows</th><th class="number">丢失 Lost</th><th>摘要 Digest</th></tr></thead>${ledger.join('') || '<tr><td colspan="4">尚无数据 No data yet</td></tr>'}</table></div></html>`
}
