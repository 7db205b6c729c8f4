/** Every word of sources in both languages, with every reason of refusal and what to do about it. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CollectorStatus, ConnectionFault, ConnectionTest, errors, RefusalReason, SourceProtocol } from '../contract.ts'
import en from '../locales/en.json' with { type: 'json' }
import zh from '../locales/zh.json' with { type: 'json' }
import { SHAPES } from './connection-form.ts'

const here = new URL('./', import.meta.url)
const used = readdirSync(here)
  .filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.'))
  .flatMap((file) => [...readFileSync(new URL(file, here), 'utf8').matchAll(/'(sources\.[a-z_.]+)'/g)].map((match) => match[1] ?? ''))
const NOT_WORDS = ['sources.read', 'sources.write', 'sources.css', 'sources.list', 'sources.activity', 'sources.quarantine.counts']

test('Chinese and English have the same words, none of them empty', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
  expect(Object.values({ ...zh, ...en }).filter((word) => word.trim() === '')).toEqual([])
})
test('every refusal of the contract and every reason of the quarantine has words', () => {
  const codes = [
    ...Object.keys(errors),
    ...RefusalReason.options.flatMap((reason) => [`sources.reason.${reason}`, `sources.reason.${reason}.what`]),
  ]
  expect(codes.filter((code) => !(code in zh))).toEqual([])
})
test('every protocol, fault, step and field of a connection has words', () => {
  const fields = Object.values(SHAPES).flatMap((shape) => Object.keys(shape).filter((key) => key !== 'protocol'))
  const words = [
    ...SourceProtocol.options.map((protocol) => `sources.protocol.${protocol}`),
    ...ConnectionFault.options.map((fault) => `sources.fault.${fault}`),
    ...ConnectionTest.shape.steps.element.shape.step.options.map((step) => `sources.step.${step}`),
    ...CollectorStatus.shape.state.options.map((state) => `sources.collector.${state}`),
    ...fields.map((field) => `sources.field.${field}`),
  ]
  expect(words.filter((key) => !(key in zh))).toEqual([])
})
test('every word that a page asks for exists', () => {
  expect(used.length).toBeGreaterThan(20)
  expect(used.filter((key) => !(key in zh) && !NOT_WORDS.includes(key))).toEqual([])
})
