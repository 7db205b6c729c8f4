/** What an officer does while the house is away: kept in view, sent once and in order, refused where things have changed. */
import { beforeEach, describe, expect, test } from 'vitest'
import { ApiError } from '../api/client.ts'
import { type ActResult, type SeenAlarm, WaitingActs } from './waiting-acts.ts'

const kept = new Map<string, string>()
const storage = {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => void kept.set(key, value),
  removeItem: (key: string) => void kept.delete(key),
}
let away = false
let answer: (alarmNumber: number) => Partial<ActResult> = () => ({})
let sent: { action: string; alarms: number[] }[] = []
const open = (accountId = 'a', name = '值班员') =>
  new WaitingActs({
    accountId,
    name,
    storage,
    now: () => 1000,
    onSent: () => {},
    send: async ({ alarms, act }) => {
      if (away) throw new ApiError('house.outage', { part: 'pipeline' }, null, 503)
      sent.push({ action: act.action, alarms: alarms.map((one) => one.alarmNumber) })
      return {
        results: alarms.map(({ alarmNumber }) => ({ alarmNumber, ok: true, code: null, params: {}, state: null, ...answer(alarmNumber) })),
      }
    },
  })
const saw = (...numbers: number[]): SeenAlarm[] => numbers.map((alarmNumber) => ({ alarmNumber, seenOccurrence: `${alarmNumber}-1` }))
const acknowledge = { action: 'acknowledge' } as const

beforeEach(() => {
  kept.clear()
  away = false
  sent = []
  answer = () => ({})
})

describe('while the house is away', () => {
  test('acts wait with their time, and are sent in order when it is back', async () => {
    const acts = open()
    away = true
    expect(await acts.act(acknowledge, saw(1), ['T1'])).toBeNull()
    expect(await acts.act({ action: 'shelve', minutes: 30, reason: '检修' }, saw(2), ['T2'])).toBeNull()
    await acts.flush()
    expect(acts.get().acts.map((one) => [one.at, one.codes, one.refused])).toEqual([
      [1000, ['T1'], null],
      [1000, ['T2'], null],
    ])
    away = false
    await acts.flush()
    expect(sent).toEqual([
      { action: 'acknowledge', alarms: [1] },
      { action: 'shelve', alarms: [2] },
    ])
    expect(acts.get().acts).toEqual([])
  })
  test('an act does not overtake those before it', async () => {
    const acts = open()
    away = true
    await acts.act(acknowledge, saw(1), ['T1'])
    away = false
    expect(await acts.act({ action: 'reset' }, saw(1), ['T1'])).toBeNull()
    await acts.flush()
    expect(sent.map((one) => one.action)).toEqual(['acknowledge', 'reset'])
  })
  test('a reload of the page loses nothing; another person at this browser neither sees nor sends it', async () => {
    away = true
    await open().act(acknowledge, saw(1), ['T1'])
    expect(open('b').get().acts).toEqual([])
    expect(open().get().acts).toHaveLength(1)
  })
  test('broken storage is as good as none', () => {
    kept.set('anyuan.acts.a', '{"half')
    expect(open().get().acts).toEqual([])
  })
})
describe('what comes back', () => {
  test('an acknowledgement of what has changed meanwhile is refused and stays in view, with the tag it was for', async () => {
    const acts = open()
    away = true
    await acts.act(acknowledge, saw(1, 2), ['T1', 'T2'])
    away = false
    answer = (alarmNumber) => (alarmNumber === 2 ? { ok: false, code: 'alarms.not_what_was_seen' } : {})
    await acts.flush()
    expect(acts.get().acts).toMatchObject([{ refused: [{ code: 'alarms.not_what_was_seen', tagCode: 'T2' }] }])
    await acts.flush()
    expect(sent).toHaveLength(1)
    acts.drop(acts.get().acts[0]!.id)
    expect(acts.get().acts).toEqual([])
  })
  test('what had arrived although its answer was lost is no refusal; what another has done is', async () => {
    const acts = open()
    away = true
    await acts.act(acknowledge, saw(1, 2), ['T1', 'T2'])
    away = false
    answer = (n) => ({ ok: false, code: 'alarms.already_acknowledged', params: { by: n === 1 ? '值班员' : '安监员' } })
    await acts.flush()
    expect(acts.get().acts[0]!.refused).toMatchObject([{ tagCode: 'T2' }])
  })
  test('a refusal of the whole is thrown at once and never kept', async () => {
    const acts = new WaitingActs({
      accountId: 'a',
      name: '',
      storage: null,
      now: () => 0,
      onSent: () => {},
      send: () => Promise.reject(new ApiError('house.forbidden', {}, null, 403)),
    })
    await expect(acts.act(acknowledge, saw(1), ['T1'])).rejects.toMatchObject({ code: 'house.forbidden' })
    expect(acts.get().acts).toEqual([])
  })
})
