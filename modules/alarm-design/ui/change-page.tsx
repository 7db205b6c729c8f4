/** One change request: what would change, what the rehearsal says, who decides. */
import {
  api,
  ErrorState,
  Page,
  read,
  Time,
  useConfirm,
  useMay,
  useMe,
  useMutation,
  useOrgName,
  useParams,
  useQuery,
  useQueryClient,
  useRefusalText,
} from '@anyuan/ui'
import { Alert, App, Button, Input, Modal, Skeleton, Steps } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChangeDiff } from './change-diff.tsx'
import { type Change, readChange } from './design.ts'
import { RehearsalPanel } from './rehearsal.tsx'
import './alarm-design.css'

const WATCH_MS = 1000

export default function ChangePage() {
  const { t } = useTranslation()
  const id = useParams().id ?? ''
  const name = useOrgName()
  const change = useQuery({
    queryKey: ['alarm-design', 'change', id],
    queryFn: () => readChange(id),
    // it moves by itself while it is rehearsed, and when what was approved is carried out
    refetchInterval: ({ state }) =>
      state.data?.rehearsal.state === 'running' || state.data?.progress.state === 'approved' ? WATCH_MS : 15_000,
  })
  const crumbs = [{ label: t('alarm-design.changes.title'), to: '/alarm-design/changes' }]
  if (!change.data)
    return (
      <Page title={t('alarm-design.changes.title')} crumbs={crumbs}>
        {change.isError ? <ErrorState error={change.error} onRetry={() => void change.refetch()} /> : <Skeleton active />}
      </Page>
    )
  const one = change.data
  return (
    <Page
      title={`#${one.number} ${one.title}`}
      note={`${name(one.org)} · ${one.author.name}`}
      crumbs={crumbs}
      actions={<Actions change={one} />}
    >
      <Standing change={one} />
      <section className="card design-part">
        <h3>{t('alarm-design.change.reason')}</h3>
        <p>{one.reason}</p>
        {one.effectiveFrom && (
          <p className="small">
            {t('alarm-design.change.effective_from')} <Time at={one.effectiveFrom} />
          </p>
        )}
      </section>
      <ChangeDiff change={one} />
      <RehearsalPanel change={one} />
    </Page>
  )
}

/** Where the request stands, and the word of whoever moved it there. */
function Standing({ change: { progress, rehearsal, emergency } }: { change: Change }) {
  const { t } = useTranslation()
  const words = useRefusalText()
  const at = { draft: rehearsal.state === 'done' ? 1 : 0, submitted: 2, approved: 3, rejected: 2, withdrawn: 0, effective: 4, failed: 3 }[
    progress.state
  ]
  const failed = progress.state === 'rejected' || progress.state === 'failed' || progress.state === 'withdrawn'
  return (
    <section className="card design-part">
      <Steps
        size="small"
        current={at}
        status={failed ? 'error' : progress.state === 'effective' ? 'finish' : 'process'}
        items={['draft', 'rehearsal', 'verdict', 'waiting', 'effective'].map((step) => ({ title: t(`alarm-design.step.${step}`) }))}
      />
      {emergency && (
        <Alert
          showIcon
          type="warning"
          style={{ marginTop: 16 }}
          title={t('alarm-design.change.emergency_by', {
            people: emergency.agreed.map(({ name, role }) => `${name}（${role}）`).join('、'),
          })}
          description={
            rehearsal.state !== 'done' && (
              <>
                {t('alarm-design.change.rehearse_by')} <Time at={emergency.rehearseBy} />
              </>
            )
          }
        />
      )}
      {progress.state === 'rejected' && (
        <Alert
          showIcon
          type="error"
          style={{ marginTop: 16 }}
          title={t('alarm-design.change.rejected_by', { name: progress.rejected.name })}
          description={progress.note}
        />
      )}
      {progress.state === 'approved' && (
        <Alert
          showIcon
          type="info"
          style={{ marginTop: 16 }}
          title={t('alarm-design.change.approved_by', { name: progress.approved.name })}
          description={progress.note}
        />
      )}
      {progress.state === 'effective' && (
        <Alert
          showIcon
          type="success"
          style={{ marginTop: 16 }}
          title={
            <>
              {t('alarm-design.change.effective_since')} <Time at={progress.effectiveAt} />
              {progress.approved && ` · ${t('alarm-design.change.approved_by', { name: progress.approved.name })}`}
            </>
          }
        />
      )}
      {progress.state === 'failed' && (
        <Alert
          showIcon
          type="error"
          style={{ marginTop: 16 }}
          title={t('alarm-design.change.not_carried_out')}
          description={words(Object.assign(new Error(progress.code), { code: progress.code, params: progress.params }))}
        />
      )}
    </section>
  )
}

function Actions({ change }: { change: Change }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const may = useMay()
  const me = useMe()
  const confirm = useConfirm()
  const words = useRefusalText()
  const client = useQueryClient()
  const [judging, setJudging] = useState<boolean | null>(null)
  const [note, setNote] = useState('')
  const path = { params: { path: { id: change.id } } }
  const moved = async () => {
    await client.invalidateQueries({ queryKey: ['alarm-design'] })
    await client.invalidateQueries({ queryKey: ['assets'] })
  }
  const onError = (error: unknown) => void message.error(words(error))
  const submit = useMutation({ mutationFn: () => read(api.POST('/api/alarm-design/changes/{id}/submit', path)), onSuccess: moved, onError })
  const withdraw = useMutation({
    mutationFn: () => read(api.POST('/api/alarm-design/changes/{id}/withdraw', path)),
    onSuccess: moved,
    onError,
  })
  const judge = useMutation({
    mutationFn: (approve: boolean) => read(api.POST('/api/alarm-design/changes/{id}/verdict', { ...path, body: { approve, note } })),
    onSuccess: moved,
    onError,
  })
  const { state } = change.progress
  const mine = me.account.id === change.author.accountId
  return (
    <>
      {mine && (state === 'draft' || state === 'submitted') && (
        <Button
          onClick={() =>
            void confirm({
              title: t('alarm-design.change.withdraw'),
              what: t('alarm-design.change.withdraw.what'),
              yes: t('alarm-design.change.withdraw'),
            }).then((yes) => yes && withdraw.mutate())
          }
        >
          {t('alarm-design.change.withdraw')}
        </Button>
      )}
      {state === 'draft' && may('alarm-design.propose', change.org) && (
        <Button type="primary" disabled={change.rehearsal.state !== 'done'} loading={submit.isPending} onClick={() => submit.mutate()}>
          {t('alarm-design.change.submit')}
        </Button>
      )}
      {state === 'submitted' && !mine && may('alarm-design.approve', change.org) && (
        <>
          <Button danger onClick={() => setJudging(false)}>
            {t('alarm-design.change.reject')}
          </Button>
          <Button type="primary" onClick={() => setJudging(true)}>
            {t('alarm-design.change.approve')}
          </Button>
        </>
      )}
      <Modal
        open={judging !== null}
        title={t(judging ? 'alarm-design.change.approve' : 'alarm-design.change.reject')}
        okText={t(judging ? 'alarm-design.change.approve' : 'alarm-design.change.reject')}
        cancelText={t('ui.cancel')}
        okButtonProps={{ danger: judging === false, disabled: note.trim() === '' }}
        onCancel={() => setJudging(null)}
        onOk={() => {
          if (judging !== null) judge.mutate(judging)
          setJudging(null)
        }}
      >
        {judging && change.rehearsal.state === 'done' && change.rehearsal.report.trueLostCount > 0 && (
          <Alert
            showIcon
            type="warning"
            style={{ marginBottom: 12 }}
            title={t('alarm-design.rehearsal.loses', { count: change.rehearsal.report.trueLostCount })}
          />
        )}
        <label htmlFor="verdict-note">{t('alarm-design.change.note')}</label>
        <Input.TextArea
          id="verdict-note"
          rows={3}
          maxLength={1000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
          autoFocus
        />
      </Modal>
    </>
  )
}
