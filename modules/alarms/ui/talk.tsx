/** What people add to an occurrence: who looks after it (负责人), and remarks (备注) in order. */
import {
  api,
  ErrorState,
  read,
  Time,
  useMay,
  useMe,
  useMoment,
  useMutation,
  useQuery,
  useQueryClient,
  useRefusalText,
  useStandingStore,
} from '@anyuan/ui'
import { App, Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

interface TalkProps {
  occurrence: string
  org: string
  assignee: { accountId: string; name: string } | null
}
export function Talk({ occurrence, org, assignee }: TalkProps) {
  const { t } = useTranslation()
  const moment = useMoment()
  const mayAct = useMay()('alarms.act', org)
  const may = mayAct && moment === null
  const client = useQueryClient()
  const { message } = App.useApp()
  const words = useRefusalText()
  const store = useStandingStore()
  const [text, setText] = useState('')
  const key = ['alarms', 'comments', occurrence]
  const comments = useQuery({
    queryKey: key,
    queryFn: () => read(api.GET('/api/alarms/occurrences/{occurrence}/comments', { params: { path: { occurrence } } })),
    refetchInterval: 15_000,
  })
  const add = useMutation({
    mutationFn: () => read(api.POST('/api/alarms/occurrences/{occurrence}/comments', { params: { path: { occurrence } }, body: { text } })),
    onSuccess: () => {
      setText('')
      void client.invalidateQueries({ queryKey: key })
      store.reload()
    },
    onError: (error) => message.error(words(error)),
  })
  return (
    <section>
      <h3>{t('alarms.talk')}</h3>
      <AssigneePick occurrence={occurrence} org={org} assignee={assignee} may={may} />
      {comments.isError && <ErrorState error={comments.error} onRetry={() => void comments.refetch()} />}
      <ol className="alarm-story">
        {comments.data?.items
          .filter((comment) => moment === null || Date.parse(comment.at) <= moment)
          .map((comment) => (
            <li key={`${comment.at}${comment.by}`}>
              <span className="small">
                <Time at={comment.at} />
              </span>
              <div>
                {comment.text} <span className="dim">· {comment.by}</span>
              </div>
            </li>
          ))}
      </ol>
      {may && (
        <form
          className="toolbar"
          onSubmit={(event) => {
            event.preventDefault()
            if (text.trim() !== '') add.mutate()
          }}
        >
          <Input
            className="grow"
            value={text}
            maxLength={1000}
            placeholder={t('alarms.talk.hint')}
            aria-label={t('alarms.talk.hint')}
            onChange={(event) => setText(event.target.value)}
          />
          <Button htmlType="submit" loading={add.isPending} disabled={text.trim() === ''}>
            {t('alarms.talk.add')}
          </Button>
        </form>
      )}
    </section>
  )
}

function AssigneePick({ occurrence, org, assignee, may }: TalkProps & { may: boolean }) {
  const { t } = useTranslation()
  const me = useMe()
  const { message } = App.useApp()
  const words = useRefusalText()
  const store = useStandingStore()
  const people = useQuery({
    queryKey: ['alarms', 'people', org],
    queryFn: () => read(api.GET('/api/alarms/people', { params: { query: { org } } })),
    enabled: may,
    staleTime: 300_000,
  })
  const assign = useMutation({
    mutationFn: (accountId: string | null) =>
      read(api.PUT('/api/alarms/occurrences/{occurrence}/assignee', { params: { path: { occurrence } }, body: { accountId } })),
    onSuccess: () => store.reload(),
    onError: (error) => message.error(words(error)),
  })
  if (!may) return <p className="small">{t('alarms.assignee.is', { name: assignee?.name ?? t('alarms.assignee.none') })}</p>
  const known = people.data?.items ?? []
  const options = assignee && !known.some((one) => one.accountId === assignee.accountId) ? [assignee, ...known] : known
  return (
    <div className="toolbar" style={{ marginBottom: 8 }}>
      <label htmlFor="alarm-assignee">{t('alarms.assignee')}</label>
      <Select
        id="alarm-assignee"
        style={{ minWidth: 180 }}
        value={assignee?.accountId}
        loading={assign.isPending}
        placeholder={t('alarms.assignee.none')}
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        options={options.map((one) => ({ value: one.accountId, label: one.name }))}
        onChange={(accountId: string | undefined) => assign.mutate(accountId ?? null)}
      />
      {assignee?.accountId !== me.account.id && known.some((one) => one.accountId === me.account.id) && (
        <Button type="link" onClick={() => assign.mutate(me.account.id)}>
          {t('alarms.assignee.me')}
        </Button>
      )}
    </div>
  )
}
