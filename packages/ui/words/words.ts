/** The words on the screen: Chinese first, English second. Keys are flat (`alarms.not_found`); refusal codes are keys as well. */
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { remember, remembered } from './memory.ts'

export type Language = 'zh' | 'en'
export type WordBook = Record<string, string>

export const firstLanguage = (): Language => (remembered('language') === 'en' ? 'en' : 'zh')

/**
 * Starts i18next with the books of one language; the other language is fetched when it is chosen.
 * @param load gives all word books of a language (shell, kit, every module).
 */
export async function startWords(language: Language, load: (language: Language) => Promise<WordBook[]>): Promise<void> {
  const add = async (wanted: Language) => {
    if (i18next.hasResourceBundle(wanted, 'translation')) return
    for (const book of await load(wanted)) i18next.addResourceBundle(wanted, 'translation', book, true, true)
  }
  i18next.use(initReactI18next)
  await i18next.init({
    lng: language,
    fallbackLng: 'zh',
    resources: {},
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  })
  await add(language)
  if (language === 'en') await add('zh')
  // books came after init: tell the components that drew keys
  await i18next.changeLanguage(language)
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  changeTo = async (wanted) => {
    await add(wanted)
    remember('language', wanted)
    document.documentElement.lang = wanted === 'zh' ? 'zh-CN' : 'en'
    await i18next.changeLanguage(wanted)
  }
}

let changeTo: (wanted: Language) => Promise<void> = async () => {}
/** Fetches the words of `wanted` and shows the screen in it; remembered for next time. */
export const changeLanguage = (wanted: Language): Promise<void> => changeTo(wanted)
