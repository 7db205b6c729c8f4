/** Offers refused entries again (重新处理): first what would be offered, then what became of each. */
import { api, ErrorState, formatNumber, read, useQuery, useQueryClient } from '@anyuan/ui'
import { Alert, Button, Modal, Skeleton, Table } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReprocessResult, ReprocessSelection } from '../contract.ts'

export function Reprocess({ selection, onClose }: { selection: ReprocessSelection | null; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [result, setResult] = useState<ReprocessResult | null>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  useEffect(() => {
    if (!selection) return
    setResult(null)
    setError(null)
  }, [selection])
  const preview = useQuery({
    queryKey: ['sources.reprocess', selection],
    queryFn: () => read(api.POST('/api/sources/quarantine/preview', { body: selection ?? { ids: [0] } })),
    enabled: selection !== null,
    gcTime: 0,
  })
  const go = async () => {
    if (!selection) return
    setBusy(true)
    setError(null)
    try {
      setResult(await read(api.POST('/api/sources/quarantine/reprocess', { body: selection })))
      await client.invalidateQueries({ queryKey: ['sources.quarantine'] })
      await client.invalidateQueries({ queryKey: ['sources.refused'] })
      await client.invalidateQueries({ queryKey: ['sources.quarantine.counts'] })
    } catch (problem) {
      setError(problem)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal
      open={selection !== null}
      title={t('sources.reprocess')}
      onCancel={onClose}
      width={640}
      footer={
        result ? (
          <Button type="primary" onClick={onClose}>
            {t('sources.reprocess.close')}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{t('ui.cancel')}</Button>
            <Button type="primary" loading={busy} disabled={!preview.data || preview.data.count === 0} onClick={() => void go()}>
              {t('sources.reprocess.go', { count: preview.data?.count ?? 0 })}
            </Button>
          </>
        )
      }
    >
      {error !== null && <ErrorState error={error} onRetry={() => void go()} />}
      {preview.isError && <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />}
      {!result && preview.isPending && selection !== null && <Skeleton active />}
      {!result && preview.data && (
        <>
          <p>{t('sources.reprocess.what', { count: preview.data.count })}</p>
          {preview.data.truncated > 0 && <p className="small">{t('sources.reprocess.truncated', { count: preview.data.truncated })}</p>}
          {preview.data.beyond > 0 && <p className="small">{t('sources.reprocess.beyond', { count: preview.data.beyond })}</p>}
        </>
      )}
      {result && <Result result={result} />}
    </Modal>
  )
}

function Result({ result }: { result: ReprocessResult }) {
  const { t } = useTranslation()
  const refused = result.results.filter((one) => !one.taken)
  return (
    <>
      <Alert
        type={result.refused === 0 ? 'success' : 'warning'}
        showIcon
        title={t('sources.reprocess.done', { taken: formatNumber(result.taken), refused: formatNumber(result.refused) })}
        style={{ marginBottom: 16 }}
      />
      {refused.length > 0 && (
        <Table
          size="small"
          rowKey="id"
          dataSource={refused}
          pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
          columns={[
            { title: t('sources.source_code'), dataIndex: 'sourceCode' },
            { title: t('sources.tag'), dataIndex: 'tagCode' },
            { title: t('sources.reason'), render: (_, { reason }) => (reason ? t(`sources.reason.${reason}`) : '') },
            { title: t('sources.detail'), dataIndex: 'detail' },
          ]}
        />
      )}
    </>
  )
}
