/** React's side of the alarm sound. */
import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react'
import type { AlarmSound, SoundState } from './sound.ts'

const SoundContext = createContext<AlarmSound | null>(null)
export function SoundProvider({ sound, children }: { sound: AlarmSound; children: ReactNode }) {
  return <SoundContext value={sound}>{children}</SoundContext>
}
export function useSound(): { state: SoundState; sound: AlarmSound } {
  const sound = useContext(SoundContext)
  if (!sound) throw new Error('useSound needs a SoundProvider above it')
  return { sound, state: useSyncExternalStore(sound.subscribe, sound.get) }
}
