/** What of a tag's settings differs between two versions, leaf by leaf: `highHigh.threshold` was 90 and is 97. Pure. */
import type { TagSettings } from './tag-alarms.ts'

export type SettingValue = string | number | boolean | null
export interface SettingDifference {
  /** Names of fields, and numbers of list entries from 1. */
  path: string[]
  /** Null: was not set. */
  before: SettingValue
  after: SettingValue
}
type Settings = { alarms: object; formula: TagSettings['formula'] }

export function settingDiff(before: Settings, after: Settings): SettingDifference[] {
  const [left, right] = [leavesOf(before), leavesOf(after)]
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((key) => {
    const [was, is] = [left.get(key) ?? null, right.get(key) ?? null]
    return was === is ? [] : [{ path: key.split('.'), before: was, after: is }]
  })
}

function leavesOf({ alarms, formula }: Settings): Map<string, SettingValue> {
  const leaves = new Map<string, SettingValue>()
  const walk = (value: unknown, path: string): void => {
    if (Array.isArray(value)) value.forEach((item, i) => void walk(item, `${path}.${i + 1}`))
    else if (value !== null && typeof value === 'object')
      for (const [key, inner] of Object.entries(value)) walk(inner, path === '' ? key : `${path}.${key}`)
    else if (value !== undefined) leaves.set(path, value as SettingValue)
  }
  walk(alarms, '')
  if (formula !== null) leaves.set('formula', formula)
  return leaves
}
