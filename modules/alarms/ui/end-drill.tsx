/** Ends a drill (结束演练) where this person may. */
import { ApiError, api, read, type StandingAlarm, useMay, useMutation, useRefusalText, useStandingStore } from '@anyuan/ui'
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'

export function EndDrill({ alarm }: { alarm: StandingAlarm }) {
  const { t } = useTranslation()
  const may = useMay()('alarms.drill', alarm.org)
  const { message } = App.useApp()
  const words = useRefusalText()
  const store = useStandingStore()
  const end = useMutation({
    mutationFn: async () => {
      const { results } = await read(api.POST('/api/alarms/drills/end', { body: { alarmNumbers: [alarm.alarmNumber] } }))
      const no = results.find((result) => !result.ok)
      if (no) throw new ApiError(no.code ?? 'ui.broken', no.params, null, 409)
    },
    onSuccess: () => {
      message.success(t('alarms.drill.ended'))
      store.reload()
    },
    onError: (error) => message.error(words(error)),
  })
  if (!may) return null
  return (
    <Button loading={end.isPending} onClick={() => end.mutate()}>
      {t('alarms.drill.end')}
    </Button>
  )
}
