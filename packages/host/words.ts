/** The words of all modules, for what the server itself writes: exports, templates, reports. The same files as the screens'. */
import { readFileSync } from 'node:fs'
import type { Module } from './module.ts'

export const LANGUAGES = ['zh', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

export interface Words {
  language: Language
  has(key: string): boolean
  /** The text of `key` with `{{name}}` filled in; the key itself where there is no word for it. */
  say(key: string, params?: Readonly<Record<string, unknown>>): string
}
export type WordBooks = Readonly<Record<Language, Words>>

/** The kit's own words (yes, no, qualities); read as a file, for the server runs nothing of the kit. */
const KIT = new URL('../ui/locales/', import.meta.url)

/** Reads the files once; a module without `locales` brings no words. */
export function wordBooks(modules: readonly Pick<Module, 'locales'>[]): WordBooks {
  const folders = [KIT, ...modules.flatMap((module) => (module.locales ? [module.locales] : []))]
  const of = (language: Language): Words => {
    const book = new Map<string, string>()
    for (const folder of folders)
      for (const [key, text] of Object.entries(
        JSON.parse(readFileSync(new URL(`${language}.json`, folder), 'utf8')) as Record<string, string>,
      ))
        book.set(key, text)
    return {
      language,
      has: (key) => book.has(key),
      say: (key, params = {}) =>
        (book.get(key) ?? key).replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
          const value = params[name]
          return value === null || value === undefined ? '' : Array.isArray(value) ? value.join('、') : String(value)
        }),
    }
  }
  return { zh: of('zh'), en: of('en') }
}
