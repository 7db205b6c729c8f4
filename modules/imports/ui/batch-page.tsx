/** One import, from check to result: what would become of each row, the file with its errors marked, applying and taking back. */
import { api, ErrorState, formatTimeFull, Icon, Page, read, useOrgName, useParams, useQuery } from '@anyuan/ui'
import { Alert, Button, Progress, Skeleton, Steps } from 'antd'
import { useTranslation } from 'react-i18next'
import { type Batch, isWorking, stepOf, totals } from './batch.ts'
import { BatchActions } from './batch-actions.tsx'
import { RowTable } from './row-table.tsx'
import './imports.css'

const LOOK_AGAIN_MS = 700 // default, not from a standard

export default function BatchPage() {
  const { t } = useTranslation()
  const name = useOrgName()
  const { id = '' } = useParams()
  const query = useQuery({
    queryKey: ['imports', 'batch', id],
    queryFn: () => read(api.GET('/api/imports/batches/{id}', { params: { path: { id } } })),
    refetchInterval: (one) => (one.state.data && isWorking(one.state.data) ? LOOK_AGAIN_MS : false),
  })
  const crumbs = [{ label: t('imports.title'), to: '/imports' }]
  if (query.isError && !query.data)
    return (
      <Page title={t('imports.title')} crumbs={crumbs}>
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      </Page>
    )
  if (!query.data)
    return (
      <Page title={t('imports.title')} crumbs={crumbs}>
        <Skeleton active />
      </Page>
    )
  const batch = query.data
  return (
    <Page
      title={batch.fileName}
      crumbs={crumbs}
      note={name(batch.org)}
      actions={<BatchActions batch={batch} onDone={() => void query.refetch()} />}
    >
      <section className="card imports-progress">
        <Steps
          size="small"
          current={stepOf(batch)}
          status={batch.state.state === 'failed' ? 'error' : isWorking(batch) ? 'process' : 'finish'}
          items={['choose', 'check', 'apply', 'result'].map((step) => ({ title: t(`imports.${step}`) }))}
        />
        <StateLine batch={batch} />
        <Counts batch={batch} />
        {batch.notes.length > 0 && (
          <Alert type="info" title={batch.notes.map((note) => <div key={JSON.stringify(note)}>{t(note.code, note.params)}</div>)} />
        )}
      </section>
      {batch.counts && <RowTable batch={batch} />}
    </Page>
  )
}

function StateLine({ batch }: { batch: Batch }) {
  const { t } = useTranslation()
  const { state } = batch
  switch (state.state) {
    case 'checking':
    case 'applying':
    case 'undoing':
      return (
        <div aria-live="polite">
          {t(`imports.state.${state.state}`)}{' '}
          {state.total > 0 && <span className="small">{t('imports.rows_done', { done: Math.round(state.done), total: state.total })}</span>}
          <Progress percent={state.total > 0 ? Math.round((100 * state.done) / state.total) : 0} showInfo={false} status="active" />
        </div>
      )
    case 'failed':
      return <Alert type="error" showIcon title={t(state.reason.code, state.reason.params)} />
    case 'applied':
      return (
        <>
          <Alert type="success" showIcon title={<Signed by={state.by} at={state.at} what="imports.applied_by" />} />
          {state.refusedUndo.length > 0 && (
            <Alert
              type="warning"
              showIcon
              title={t('imports.undo.held', { count: state.refusedUndo.length })}
              description={state.refusedUndo.map(({ code, params }) => <div key={JSON.stringify(params)}>{t(code, params)}</div>)}
            />
          )}
        </>
      )
    case 'undone':
      return <Alert type="info" showIcon title={<Signed by={state.by} at={state.at} what="imports.undone_by" />} />
    case 'checked': {
      const sums = totals(batch)
      return sums && sums.new + sums.changed + sums.wrong === 0 ? <Alert type="info" showIcon title={t('imports.nothing_new')} /> : null
    }
  }
}

function Signed({ by, at, what }: { by: string; at: string; what: string }) {
  const { t } = useTranslation()
  return <>{t(what, { by, at: formatTimeFull(Date.parse(at)).slice(0, 19) })}</>
}

/** Big figures for what matters: wrong rows first to be seen, what stays as it is last. */
function Counts({ batch }: { batch: Batch }) {
  const { t, i18n } = useTranslation()
  const sums = totals(batch)
  if (!sums) return null
  return (
    <div className="imports-counts">
      {(['new', 'changed', 'wrong', 'unchanged'] as const).map((verdict) => (
        <div key={verdict} data-verdict={verdict} data-some={sums[verdict] > 0}>
          <b>{sums[verdict].toLocaleString('en-US')}</b>
          <span className="small">{t(`imports.verdict.${verdict}`)}</span>
        </div>
      ))}
      <span className="grow" />
      {sums.wrong > 0 && batch.fileKept && (
        <div className="imports-marked">
          <Button
            icon={<Icon name="download" />}
            href={`/api/imports/batches/${batch.id}/marked?lang=${i18n.language === 'en' ? 'en' : 'zh'}`}
          >
            {t('imports.marked')}
          </Button>
          <span className="small">{t('imports.marked.what')}</span>
        </div>
      )}
    </div>
  )
}
