/** The gate: signed out → sign-in; first password → change it; else the house, with its live connection. */
import {
  ApiError,
  api,
  ErrorState,
  LiveClient,
  LiveProvider,
  type LiveTicket,
  type Me,
  onSignedOut,
  read,
  SessionProvider,
  StandingProvider,
  StandingStore,
  WaitingActs,
} from '@anyuan/ui'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Spin } from 'antd'
import { useEffect, useMemo } from 'react'
import { RouterProvider } from 'react-router/dom'
import { houseRouter } from './router.tsx'
import { AlarmSound } from './shell/sound.ts'
import { SoundProvider } from './shell/use-sound.tsx'
import { AlarmVoice } from './shell/voice.ts'
import { FirstPassword } from './sign-in/password.tsx'
import { SignIn } from './sign-in/sign-in.tsx'

const ME = ['identity', 'me']
const SIGNED_OUT = 'identity.not_signed_in'
const TRY_AGAIN_MS = 3000 // default, not from a standard

export function Gate() {
  const queries = useQueryClient()
  const me = useQuery({
    queryKey: ME,
    queryFn: () => read(api.GET('/api/identity/me')),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  const enter = (signedIn: Me) => queries.setQueryData(ME, signedIn)
  useEffect(
    () =>
      onSignedOut(() => {
        // a session that ended behind the screen: ask again, which leads to the sign-in page
        if (queries.getQueryData(ME)) void queries.resetQueries({ queryKey: ME, exact: true })
      }),
    [queries],
  )
  if (me.isPending)
    return (
      <div className="whole-screen">
        <Spin size="large" />
      </div>
    )
  if (me.isError) {
    const signedOut = me.error instanceof ApiError && (me.error.code === SIGNED_OUT || me.error.status === 401)
    if (signedOut) return <SignIn onSignedIn={enter} />
    return (
      <div className="whole-screen">
        <ErrorState error={me.error} onRetry={() => void me.refetch()} />
      </div>
    )
  }
  if (me.data.account.mustChangePassword)
    return <FirstPassword me={me.data} onChanged={() => void queries.resetQueries({ queryKey: ME, exact: true })} />
  return <House key={me.data.account.id} me={me.data} />
}

/** One live connection per signed-in account; it ends with the session. */
function House({ me }: { me: Me }) {
  const parts = useMemo(() => {
    let first: LiveTicket | null = me.live
    const live = new LiveClient(async () => {
      const given = first
      first = null
      // the ticket that came with `me` saves one round trip at the start, and is used once
      if (given && Date.parse(given.expiresAt) > Date.now() + 5000) return given
      return read(api.POST('/api/identity/live-ticket'))
    })
    const standing = new StandingStore(live)
    const acts = new WaitingActs({
      accountId: me.account.id,
      name: me.account.name,
      send: (body) => read(api.POST('/api/alarms/act', { body })),
      storage: localStorage,
      now: () => Date.now(),
      onSent: standing.reload,
    })
    return { live, standing, acts, sound: new AlarmSound(standing), voice: new AlarmVoice(standing), router: houseRouter() }
  }, [me])
  // the three administrators see no business data: for them there is nothing to listen to
  const seesAlarms = me.permissions['alarms.read'] !== undefined
  useEffect(() => {
    if (!seesAlarms) return
    parts.live.start()
    parts.standing.start()
    parts.sound.start()
    parts.voice.start(() => !parts.sound.get().on)
    // what waits is sent when the connection is back, and tried now and then: the api may be away while the pipeline is not
    const send = () => void parts.acts.flush()
    const offWelcome = parts.live.onWelcome(send)
    const trying = setInterval(send, TRY_AGAIN_MS)
    addEventListener('online', send)
    return () => {
      offWelcome()
      clearInterval(trying)
      removeEventListener('online', send)
      parts.voice.stop()
      parts.sound.stop()
      parts.standing.stop()
      parts.live.stop()
    }
  }, [parts, seesAlarms])
  return (
    <SessionProvider me={me}>
      <LiveProvider client={parts.live}>
        <StandingProvider store={parts.standing} acts={parts.acts}>
          <SoundProvider sound={parts.sound} voice={parts.voice}>
            <RouterProvider router={parts.router} />
          </SoundProvider>
        </StandingProvider>
      </LiveProvider>
    </SessionProvider>
  )
}
