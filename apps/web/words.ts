/** The word books of the shell, the kit and every module, one language at a time. */
import type { Language, WordBook } from '@anyuan/ui'

const files = {
  zh: import.meta.glob<WordBook>(['./locales/zh.json', '../../packages/ui/locales/zh.json', '../../modules/*/locales/zh.json'], {
    import: 'default',
  }),
  en: import.meta.glob<WordBook>(['./locales/en.json', '../../packages/ui/locales/en.json', '../../modules/*/locales/en.json'], {
    import: 'default',
  }),
}
export const loadWords = (language: Language): Promise<WordBook[]> => Promise.all(Object.values(files[language]).map((load) => load()))
