/** Zabbix 6.0 on PostgreSQL, from Debian, without its web pages: trapper items in, a trigger on each, an action that calls a webhook. Filled by SQL, as there is no frontend here. */
import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import pg from 'pg'
import { freePorts } from '../../e2e/support/server.ts'
import { debianInstalled, debianVersion } from './installed.ts'
import { LIMIT, type Peer, type Point, tagName, until } from './peer.ts'
import { startProcess } from './process.ts'
import { openSink } from './sink.ts'

const SCHEMA = '/usr/share/zabbix-server-pgsql'
const BIN = '/usr/lib/postgresql/15/bin'
const FIRST_ITEM = 100_000

/** The server refuses root; both programs run as this account. */
const ACCOUNT = 'postgres'
const asAccount = (command: readonly string[]): string[] =>
  process.getuid?.() === 0 ? ['setpriv', `--reuid=${ACCOUNT}`, `--regid=${ACCOUNT}`, '--clear-groups', ...command] : [...command]

const setting = (tags: number, sinkPort: number): string => `
insert into hosts (hostid, host, name, status) values (20000, 'plant', 'plant', 0);
insert into hosts_groups (hostgroupid, hostid, groupid) select 20000, 20000, min(groupid) from hstgrp;
insert into items (itemid, type, hostid, name, key_, delay, value_type, history, trends)
  select ${FIRST_ITEM} + n, 2, 20000, 'T' || lpad(n::text, 6, '0'), 'T' || lpad(n::text, 6, '0'), '0', 0, '90d', '365d' from generate_series(1, ${tags}) n;
insert into item_rtdata (itemid) select ${FIRST_ITEM} + n from generate_series(1, ${tags}) n;
insert into triggers (triggerid, expression, description, priority) select ${FIRST_ITEM} + n, '{' || (${FIRST_ITEM} + n) || '}>=${LIMIT}', 'T' || lpad(n::text, 6, '0'), 4 from generate_series(1, ${tags}) n;
insert into functions (functionid, itemid, triggerid, name, parameter) select ${FIRST_ITEM} + n, ${FIRST_ITEM} + n, ${FIRST_ITEM} + n, 'last', '$' from generate_series(1, ${tags}) n;
insert into media_type (mediatypeid, type, name, script, maxsessions, status) values (900, 4, 'sink', 'var r = new HttpRequest(); r.post("http://127.0.0.1:${sinkPort}/", value); return "OK";', 100, 0);
insert into media_type_param (mediatype_paramid, mediatypeid, name, value) values (9000, 900, 'tag', '{ALERT.SUBJECT}');
insert into media (mediaid, userid, mediatypeid, sendto) values (900, 1, 900, 'sink');
insert into actions (actionid, name, eventsource, status, esc_period) values (900, 'tell', 0, 0, '1h');
insert into operations (operationid, actionid, operationtype) values (900, 900, 0);
insert into opmessage (operationid, default_msg, subject, message, mediatypeid) values (900, 0, '{EVENT.NAME}', '{EVENT.NAME}', 900);
insert into opmessage_usr (opmessage_usrid, operationid, userid) values (900, 900, 1);
`

/** Zabbix's sender protocol: a header, eight bytes of length, JSON. */
function sendValues(port: number, points: readonly Point[]): Promise<void> {
  const data = points.map(({ tag, value, time }) => ({
    host: 'plant',
    key: tagName(tag),
    value: String(value),
    clock: Math.floor(time / 1000),
    ns: (time % 1000) * 1e6,
  }))
  const body = Buffer.from(JSON.stringify({ request: 'sender data', data }))
  const head = Buffer.alloc(13)
  head.write('ZBXD\x01', 'latin1')
  head.writeBigUInt64LE(BigInt(body.length), 5)
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.concat([head, body])))
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1')
    })
    socket.once('error', reject)
    socket.once('close', () => (answer.includes('failed: 0') ? resolve() : reject(new Error(`Zabbix answered ${answer.slice(13)}`))))
  })
}

export const zabbix: Peer = {
  name: 'Zabbix + PostgreSQL (webhook)',
  shapes: ['single', 'batch'],
  durability: 'about a second in memory, then committed',
  tuned: '5 trappers, 4 history syncers, caches of 128 MB, 5 alerters',
  lifeCycle: true,
  flood: { batch: 1000, window: 3 },
  version: async () => debianVersion('zabbix-server-pgsql'),
  async start({ dir, tags, heard }) {
    debianInstalled('/usr/sbin/zabbix_server', ['zabbix-server-pgsql', 'postgresql-15'])
    const [databasePort = 0, port = 0] = await freePorts(2)
    const own = join(dir, 'own')
    mkdirSync(own)
    if (process.getuid?.() === 0) {
      const id = (flag: string) => Number(execFileSync('id', [flag, ACCOUNT], { encoding: 'utf8' }))
      for (const above of [dir, dirname(dir)]) chmodSync(above, 0o755)
      chownSync(own, id('-u'), id('-g'))
    }
    const data = join(own, 'data')
    const run = ([program = '', ...args]: string[]) => execFileSync(program, args, { stdio: 'ignore', cwd: own })
    run(asAccount([join(BIN, 'initdb'), '-D', data, '-U', 'zabbix', '-A', 'trust', '-E', 'UTF8', '--locale=C']))
    const database = startProcess(
      'postgres',
      asAccount([
        join(BIN, 'postgres'),
        '-D',
        data,
        '-p',
        String(databasePort),
        '-c',
        'listen_addresses=127.0.0.1',
        '-c',
        `unix_socket_directories=${own}`,
      ]),
      { dir: own },
    )
    const open = async (name: string) => {
      const client = new pg.Client({ host: '127.0.0.1', port: databasePort, user: 'zabbix', database: name })
      await client.connect()
      return client
    }
    await until(async () => {
      await (await open('postgres')).end()
      return true
    }, 'PostgreSQL')
    const first = await open('postgres')
    await first.query('create database zabbix')
    await first.end()
    const told = new Set<number>()
    const sink = await openSink((body) => {
      const tag = Number((JSON.parse(body) as { tag: string }).tag.slice(1))
      if (told.has(tag)) return
      told.add(tag)
      heard(tag)
    })
    const client = await open('zabbix')
    for (const file of ['schema', 'images', 'data']) await client.query(gunzipSync(readFileSync(join(SCHEMA, `${file}.sql.gz`))).toString())
    await client.query(setting(tags, sink.port))
    const file = join(own, 'server.conf')
    writeFileSync(
      file,
      `ListenPort=${port}\nListenIP=127.0.0.1\nDBHost=127.0.0.1\nDBPort=${databasePort}\nDBName=zabbix\nDBUser=zabbix\nLogType=console\nPidFile=${own}/pid\nSocketDir=${own}\n` +
        'StartTrappers=5\nStartDBSyncers=4\nHistoryCacheSize=128M\nHistoryIndexCacheSize=32M\nTrendCacheSize=32M\nValueCacheSize=128M\nCacheSize=64M\nStartPollers=1\nStartPingers=0\nStartDiscoverers=0\nStartHTTPPollers=0\nStartAlerters=5\n',
    )
    const server = startProcess('zabbix', asAccount(['/usr/sbin/zabbix_server', '-f', '-c', file]), { dir: own })
    await until(async () => {
      await sendValues(port, [{ tag: 1, value: 1, time: Date.now() }])
      return true
    }, 'Zabbix')
    await new Promise((resolve) => setTimeout(resolve, 2000))
    const count = async () => Number((await client.query(`select count(*) as rows from history where itemid > ${FIRST_ITEM}`)).rows[0].rows)
    const before = await count()
    return {
      send: (points) => sendValues(port, points),
      stored: async () => (await count()) - before,
      pids: () => [...server.pids(), ...database.pids()],
      async stop() {
        await client.end()
        await server.stop()
        await database.stop()
        await sink.close()
      },
    }
  },
}
