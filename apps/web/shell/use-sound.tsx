/** React's side of the alarm's sound and voice. */
import { useBreachText, usePlaceName } from '@anyuan/ui'
import { createContext, type ReactNode, useContext, useEffect, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { sentenceOf } from './sentence.ts'
import type { AlarmSound, SoundState } from './sound.ts'
import type { AlarmVoice, VoiceState } from './voice.ts'

const SoundContext = createContext<{ sound: AlarmSound; voice: AlarmVoice } | null>(null)
export function SoundProvider({ sound, voice, children }: { sound: AlarmSound; voice: AlarmVoice; children: ReactNode }) {
  return <SoundContext value={{ sound, voice }}>{children}</SoundContext>
}
function useParts() {
  const parts = useContext(SoundContext)
  if (!parts) throw new Error('useSound needs a SoundProvider above it')
  return parts
}
export function useSound(): { state: SoundState; sound: AlarmSound } {
  const { sound } = useParts()
  return { sound, state: useSyncExternalStore(sound.subscribe, sound.get) }
}
/** The voice, with the words of this screen's language and places. */
export function useVoice(): { state: VoiceState; voice: AlarmVoice } {
  const { voice } = useParts()
  const { t, i18n } = useTranslation()
  const place = usePlaceName()
  const breach = useBreachText()
  useEffect(
    () =>
      voice.setWords({
        language: i18n.language.startsWith('en') ? 'en' : 'zh',
        sentence: (saying) => sentenceOf(saying, { t: (key, params) => t(key, params ?? {}), place, breach }),
      }),
    [voice, t, i18n.language, place, breach],
  )
  return { voice, state: useSyncExternalStore(voice.subscribe, voice.get) }
}
