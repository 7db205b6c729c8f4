/** The examples that a source's owner copies, and the allow-list they paste. */
import { expect, test } from 'vitest'
import { codesOf, hj212Example, httpExample, listChange, mqttExample, provisionLink, pushOrigin, sparkplugExample } from './examples.ts'

const here = { protocol: 'https:', hostname: 'anyuan.park.cn', origin: 'https://anyuan.park.cn:8443' }
const sender = { code: 'GW-E01', tagCode: 'LT-2207', host: 'anyuan.park.cn', pushOrigin: 'http://anyuan.park.cn:8081' }

test('samples are pushed where the live connection is served', () => {
  expect(pushOrigin(':8081/live', here)).toBe('https://anyuan.park.cn:8081')
  expect(pushOrigin('/live', here)).toBe('https://anyuan.park.cn:8443')
  expect(pushOrigin('wss://push.park.cn/live', here)).toBe('https://push.park.cn')
})
test('the examples carry the code of the source, its own topic and a tag of its own', () => {
  expect(mqttExample(sender)).toContain('-u GW-E01')
  expect(mqttExample(sender)).toContain('-t anyuan/v1/GW-E01/samples')
  expect(mqttExample(sender)).toContain('\\"tag\\":\\"LT-2207\\"')
  expect(httpExample(sender)).toContain('http://anyuan.park.cn:8081/ingest/v1/samples')
})
test('a pasted list is read with lines, commas of both languages and blanks, each code once', () => {
  expect(codesOf(' A-1\nA-2，A-3, A-1；A-4\t')).toEqual(['A-1', 'A-2', 'A-3', 'A-4'])
  expect(codesOf('  ')).toEqual([])
})
test('what a list gains and loses is said before it is saved', () => {
  expect(listChange(['A', 'B'], ['B', 'C'])).toEqual({ added: ['C'], removed: ['A'] })
})
test('a data logger and an edge node are told what to be set to', () => {
  expect(hj212Example({ host: 'anyuan.park.cn', deviceNumber: '44011600300021' })).toContain('MN    44011600300021')
  expect(sparkplugExample({ code: 'SP-1', host: 'anyuan.park.cn', groupId: 'G', edgeNodeId: 'N' })).toContain('spBv1.0/G/+/N/#')
})
test('the picture of a code names the server, whatever its address holds', () => {
  const link = provisionLink({ server: 'https://park.example:8443/a?b', code: 'ABCD-EFGH-JKMN' })
  const { host, searchParams } = new URL(link)
  expect([host, searchParams.get('server'), searchParams.get('code')]).toEqual([
    'provision',
    'https://park.example:8443/a?b',
    'ABCD-EFGH-JKMN',
  ])
})
