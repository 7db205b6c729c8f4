/** How a source is reached: connection, points, networks; tried before it is relied on. Nothing is changed until it is saved. */
import { api, read, useQueryClient, useRefusalText } from '@anyuan/ui'
import { Alert, App, Button, Checkbox, Form } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ConnectionDraft, FETCHING_PROTOCOLS, type SourcePoint } from '../contract.ts'
import { AddressesField, addressesIn } from './addresses-field.tsx'
import { BrowseDrawer } from './browse-drawer.tsx'
import { ConnectionFields } from './connection-fields.tsx'
import { draftOf, type ConnectionFields as Fields, fieldsOfConnection } from './connection-form.ts'
import { merged, type PointDraft, wholePoints } from './points.ts'
import { PointsTable } from './points-table.tsx'
import type { SourceDetail, Trial } from './source.ts'
import { TrialResult } from './trial.tsx'

const MOST_TRIED = 500 // default, not from a standard: as the contract takes
interface Values {
  connection: Fields
  viaEdge: boolean
  addresses: string
}

export function SourceReach({ row, writable }: { row: SourceDetail; writable: boolean }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { message } = App.useApp()
  const words = useRefusalText()
  const [form] = Form.useForm<Values>()
  const [points, setPoints] = useState<PointDraft[]>(row.points)
  const [touched, setTouched] = useState(false)
  const [wrongRows, setWrongRows] = useState<number[]>([])
  const [trial, setTrial] = useState<Trial | null>(null)
  const [busy, setBusy] = useState<'test' | 'save' | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [browsing, setBrowsing] = useState<ConnectionDraft | null>(null)
  const { protocol } = row
  const fetched = (FETCHING_PROTOCOLS as readonly string[]).includes(protocol)
  const hasPassword = row.connection.protocol === 'opcua' && row.connection.hasPassword
  const initial: Values = { connection: fieldsOfConnection(row.connection), viaEdge: row.viaEdge, addresses: row.addresses.join('\n') }
  const thumbprint = Form.useWatch(['connection', 'serverThumbprint'], form) as string | null | undefined

  /** The draft, or null after saying which field is wrong. */
  const connectionDraft = async (): Promise<ConnectionDraft | null> => {
    try {
      await form.validateFields()
    } catch {
      return null // the fields say themselves what is missing
    }
    return draftOf(protocol, form.getFieldValue('connection') as Fields)
  }
  const pointsToSend = (): SourcePoint[] | null => {
    const whole = wholePoints(points)
    setWrongRows('wrongRows' in whole ? whole.wrongRows : [])
    if ('points' in whole) return whole.points
    message.error(t('sources.points.wrong', { row: (whole.wrongRows[0] ?? 0) + 1 }))
    return null
  }
  const attempt = async (kind: 'test' | 'save', work: () => Promise<void>) => {
    setBusy(kind)
    setError(null)
    try {
      await work()
    } catch (problem) {
      setError(problem)
    } finally {
      setBusy(null)
    }
  }
  const test = async () => {
    const connection = await connectionDraft()
    const whole = wholePoints(points)
    if (!connection) return
    await attempt('test', async () => {
      setTrial(null)
      // a row without a tag can be tried as well: one wants to see the value before one names it
      const tried = 'points' in whole ? whole.points : points.filter(({ address }) => address.trim() !== '').map(tryable)
      setTrial(await read(api.POST('/api/sources/test', { body: { connection, points: tried.slice(0, MOST_TRIED), sourceId: row.id } })))
    })
  }
  const save = async () => {
    const connection = await connectionDraft()
    const whole = pointsToSend()
    if (!connection || !whole) return
    const { viaEdge, addresses } = form.getFieldsValue()
    await attempt('save', async () => {
      await read(
        api.PATCH('/api/sources/sources/{id}', {
          params: { path: { id: row.id } },
          body: { connection, points: whole, viaEdge, addresses: addressesIn(addresses) },
        }),
      )
      form.setFieldValue(['connection', 'password'], undefined)
      setTouched(false)
      await client.invalidateQueries({ queryKey: ['sources.one', row.id] })
      message.success(t('ui.saved'))
    })
  }
  const back = () => {
    form.setFieldsValue(initial)
    setPoints(row.points)
    setWrongRows([])
    setTrial(null)
    setError(null)
    setTouched(false)
  }
  const changePoints = (next: PointDraft[]) => {
    setPoints(next)
    setTouched(true)
  }
  const browse = async () => setBrowsing(await connectionDraft())
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      initialValues={initial}
      requiredMark="optional"
      disabled={!writable}
      onValuesChange={() => setTouched(true)}
    >
      {error !== null && <Alert type="error" showIcon title={words(error)} style={{ marginBottom: 16 }} />}
      <section className="card sources-card">
        <h2>{t('sources.reach')}</h2>
        <div className="sources-grid">
          <ConnectionFields protocol={protocol} hasPassword={hasPassword} />
        </div>
        <Form.Item name="viaEdge" valuePropName="checked" extra={t('sources.via_edge.what')} style={{ marginBottom: 0 }}>
          <Checkbox>{t('sources.via_edge')}</Checkbox>
        </Form.Item>
        {writable && fetched && (
          <div className="toolbar" style={{ marginTop: 16 }}>
            <Button loading={busy === 'test'} onClick={() => void test()}>
              {t('sources.test')}
            </Button>
            <span className="small">{t('sources.test.what')}</span>
          </div>
        )}
        {trial && (
          <TrialResult
            trial={trial}
            trusted={thumbprint ?? null}
            onTrust={(approved) => {
              form.setFieldValue(['connection', 'serverThumbprint'], approved)
              setTouched(true)
            }}
          />
        )}
      </section>
      <section className="card sources-card">
        <h2>{t('sources.points')}</h2>
        <PointsTable
          protocol={protocol}
          points={points}
          onChange={writable ? changePoints : undefined}
          trial={trial}
          wrongRows={wrongRows}
          onBrowse={protocol === 'opcua' ? () => void browse() : undefined}
        />
      </section>
      {!fetched && (
        <section className="card sources-card">
          <AddressesField />
        </section>
      )}
      {writable && touched && (
        <div className="toolbar sources-save">
          <span className="small">{t('sources.unsaved')}</span>
          <span className="grow" />
          <Button onClick={back}>{t('sources.tags.back')}</Button>
          <Button type="primary" loading={busy === 'save'} onClick={() => void save()}>
            {t('ui.save')}
          </Button>
        </div>
      )}
      <BrowseDrawer
        connection={browsing}
        sourceId={row.id}
        onClose={() => setBrowsing(null)}
        onPoints={(given) => changePoints(merged(points, given))}
      />
    </Form>
  )
}

const tryable = ({ address, tagCode, scale, offset }: PointDraft): SourcePoint => ({
  address,
  tagCode: tagCode.trim() || address.slice(0, 64),
  scale: scale || 1,
  offset: offset ?? 0,
})
