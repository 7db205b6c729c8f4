/** Who is signed in, and what they may do where. The server decides; the screen only spares them buttons that would be refused. */
import { isWithin } from '@anyuan/kernel'
import { createContext, type ReactNode, useCallback, useContext } from 'react'
import type { paths } from '../api/schema.generated.ts'

export type Me = paths['/api/identity/me']['get']['responses'][200]['content']['application/json']

const SessionContext = createContext<Me | null>(null)
export function SessionProvider({ me, children }: { me: Me; children: ReactNode }) {
  return <SessionContext value={me}>{children}</SessionContext>
}
export function useMe(): Me {
  const me = useContext(SessionContext)
  if (!me) throw new Error('useMe needs a SessionProvider above it')
  return me
}

/** `may('alarms.act')`: anywhere at all; `may('alarms.act', org)`: at that place. */
export function may(me: Me, permission: string, org?: string): boolean {
  const places = me.permissions[permission] ?? []
  return org === undefined ? places.length > 0 : places.some((place) => isWithin(org, place))
}
export function useMay(): (permission: string, org?: string) => boolean {
  const me = useMe()
  return useCallback((permission, org) => may(me, permission, org), [me])
}
