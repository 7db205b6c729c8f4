/** The configuration: what is wrong is named, whatever its source. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Config, environmentName, readConfig } from './config.ts'

const dir = mkdtempSync(join(tmpdir(), 'config-'))

test('without any setting the defaults hold', () => {
  expect(readConfig({}, dir)).toMatchObject({ webPort: 8080, host: '127.0.0.1', dataDir: join(dir, 'data') })
})
test('the environment goes before the file, the file before the default', () => {
  writeFileSync(join(dir, 'site.json'), JSON.stringify({ webPort: 9000, dataPort: 9001 }))
  expect(readConfig({ ANYUAN_CONFIG: 'site.json', ANYUAN_WEB_PORT: '9100' }, dir)).toMatchObject({
    webPort: 9100,
    dataPort: 9001,
    mqttPort: 1883,
  })
})
test('a key that does not exist stops the start and is named, with the name it has in the environment', () => {
  expect(() => readConfig({ ANYUAN_WEBPORT: '1' }, dir)).toThrow('webport (ANYUAN_WEBPORT): there is no such setting')
  writeFileSync(join(dir, 'wrong.json'), JSON.stringify({ web_port: 1 }))
  expect(() => readConfig({ ANYUAN_CONFIG: 'wrong.json' }, dir)).toThrow('web_port')
})
test('a wrong value is named with its reason', () => {
  expect(() => readConfig({ ANYUAN_MQTT_PORT: 'many' }, dir)).toThrow(/mqttPort \(ANYUAN_MQTT_PORT\)/)
  expect(() => readConfig({ ANYUAN_RAW_DAYS: '0' }, dir)).toThrow(/rawDays/)
})
test('a named file that is missing or not JSON stops the start', () => {
  expect(() => readConfig({ ANYUAN_CONFIG: 'nowhere.json' }, dir)).toThrow('no such file')
  writeFileSync(join(dir, 'broken.json'), '{')
  expect(() => readConfig({ ANYUAN_CONFIG: 'broken.json' }, dir)).toThrow('broken.json')
})
test('DATABASE_URL and CLICKHOUSE_URL are understood', () => {
  expect(readConfig({ DATABASE_URL: 'postgres://x', CLICKHOUSE_URL: 'http://y' }, dir)).toMatchObject({
    databaseUrl: 'postgres://x',
    clickhouseUrl: 'http://y',
  })
})
test('every key says what it is for', () => {
  for (const [key, schema] of Object.entries(Config.shape)) expect([key, schema.description?.length ?? 0]).not.toEqual([key, 0])
  expect(environmentName('observePort')).toBe('ANYUAN_OBSERVE_PORT')
})
