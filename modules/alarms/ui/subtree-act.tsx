/** Sets everything below an area or an asset aside in one act, or takes it back; the house says first how many alarms that is and when they return. */
import {
  ApiError,
  api,
  FormDrawer,
  InstantPicker,
  OrgPicker,
  read,
  SeverityCount,
  Time,
  useFieldRule,
  useOrg,
  useQuery,
  useRefusalText,
  useStandingStore,
} from '@anyuan/ui'
import { Alert, App, Form, Input, InputNumber, Select, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SubtreeAct, SubtreeQuestion } from '../contract.ts'

const ACTS = ['shelve', 'take_out_of_service', 'unshelve', 'return_to_service'] as const
type Answers = {
  org?: string
  assetCode?: string | null
  action?: (typeof ACTS)[number]
  minutes?: number | null
  until?: string | null
  reason?: string
  compensatingMeasure?: string
  work?: string
  testResult?: string
}
const shapeOf = (action: (typeof ACTS)[number]) => SubtreeAct.options.find((option) => option.shape.action.value === action)?.shape
const schemaOf = (action: (typeof ACTS)[number], field: string) => {
  const found = Object.entries(shapeOf(action) ?? {}).find(([key]) => key === field)?.[1]
  if (!found) throw new Error(`${action} has no ${field}`)
  return found
}
/** `…` stands for words that are not written yet: they do not change whom the act concerns. */
function questionOf({ org, assetCode, action, ...words }: Answers, blank = ''): SubtreeQuestion | null {
  const act = SubtreeAct.safeParse({
    action,
    minutes: words.minutes ?? undefined,
    until: words.until ? Date.parse(words.until) : undefined,
    reason: words.reason?.trim() || blank,
    compensatingMeasure: words.compensatingMeasure?.trim() || blank,
    work: words.work?.trim() || blank,
    testResult: words.testResult?.trim() || blank,
  })
  const question = SubtreeQuestion.safeParse({ org, assetCode: assetCode || null, act: act.data })
  return question.success ? question.data : null
}

export function SubtreeActForm({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const rule = useFieldRule()
  const { org } = useOrg()
  const store = useStandingStore()
  const { message } = App.useApp()
  const [expected, setExpected] = useState<number | null>(null)
  const [text, setText] = useState('')
  const assets = useQuery({
    queryKey: ['alarms', 'subtree-assets', text],
    queryFn: () => read(api.GET('/api/assets/assets', { params: { query: { page: 1, pageSize: 20, ...(text ? { text } : {}) } } })),
    enabled: open,
  })
  const submit = async (answers: Answers) => {
    const question = questionOf(answers)
    if (!question || expected === null) throw new ApiError('alarms.nothing_below', {}, null, 422)
    const { done, left } = await read(api.POST('/api/alarms/subtree', { body: { ...question, expected } }))
    store.reload()
    const [first] = left
    if (done === 0 && first) throw new ApiError(first.code, first.params, null, 409)
    if (first)
      message.warning(t('alarms.subtree.partly', { done, left: left.reduce((sum, one) => sum + one.count, 0), code: first.tagCodes[0] }))
  }
  return (
    <FormDrawer<Answers>
      open={open}
      title={t('alarms.subtree')}
      initial={{ org, assetCode: null, action: 'shelve', minutes: 30 }}
      onSubmit={submit}
      onClose={onClose}
      done={t('alarms.subtree.done')}
      submitLabel={expected === null ? t('alarms.subtree.do') : t('alarms.subtree.do_count', { count: expected })}
    >
      {(form) => (
        <>
          <p className="dim" style={{ marginTop: 0 }}>
            {t('alarms.subtree.meaning')}
          </p>
          <Form.Item<Answers> name="org" label={t('alarms.place')} required rules={[rule(SubtreeQuestion.shape.org)]}>
            <OrgPicker />
          </Form.Item>
          <Form.Item<Answers> name="assetCode" label={t('alarms.subtree.asset')} extra={t('alarms.subtree.asset.hint')}>
            <Select
              allowClear
              showSearch={{ filterOption: false, onSearch: setText }}
              loading={assets.isFetching}
              options={assets.data?.items.map((asset) => ({ value: asset.code, label: `${asset.code} ${asset.name}` }))}
            />
          </Form.Item>
          <Form.Item<Answers> name="action" label={t('alarms.bulk.act')} required>
            <Select options={ACTS.map((one) => ({ value: one, label: t(`ui.alarm.act.${one}`) }))} />
          </Form.Item>
          <Form.Item noStyle dependencies={['action']}>
            {() => <Words action={form.getFieldValue('action') as (typeof ACTS)[number]} />}
          </Form.Item>
          <Form.Item noStyle shouldUpdate>
            {/* the whole store: a field that is drawn only now is not registered yet */}
            {() => <Preview answers={form.getFieldsValue(true) as Answers} onReady={setExpected} />}
          </Form.Item>
        </>
      )}
    </FormDrawer>
  )
}

function Words({ action }: { action: (typeof ACTS)[number] }) {
  const { t } = useTranslation()
  const rule = useFieldRule()
  const area = (name: 'reason' | 'compensatingMeasure' | 'work' | 'testResult', label: string) => (
    <Form.Item<Answers> name={name} label={t(label)} required rules={[rule(schemaOf(action, name))]}>
      <Input.TextArea rows={2} maxLength={name === 'work' ? 200 : 500} />
    </Form.Item>
  )
  return (
    <>
      {action === 'shelve' && (
        <Form.Item<Answers> name="minutes" label={t('ui.alarm.minutes')} required rules={[rule(schemaOf(action, 'minutes'))]}>
          <InputNumber min={1} precision={0} style={{ width: '100%' }} />
        </Form.Item>
      )}
      {action === 'take_out_of_service' && (
        <>
          <Form.Item<Answers>
            name="until"
            label={t('ui.alarm.until')}
            extra={t('ui.alarm.until.test')}
            required
            rules={[{ required: true, message: t('ui.field.required') }]}
          >
            <InstantPicker style={{ width: '100%' }} />
          </Form.Item>
          {area('work', 'ui.alarm.work')}
          {area('compensatingMeasure', 'ui.alarm.measure')}
        </>
      )}
      {(action === 'shelve' || action === 'take_out_of_service') && area('reason', 'ui.alarm.reason')}
      {action === 'return_to_service' && area('testResult', 'ui.alarm.test_result')}
    </>
  )
}

/** Asks anew when place, act or time change; what was said before is no longer said meanwhile. */
function Preview({ answers, onReady }: { answers: Answers; onReady: (count: number | null) => void }) {
  const { t, i18n } = useTranslation()
  const words = useRefusalText()
  const { org, assetCode, action, minutes, until } = answers
  const question = questionOf({ org, assetCode, action, minutes, until }, '…')
  const preview = useQuery({
    queryKey: ['alarms', 'subtree', question],
    queryFn: async () => {
      onReady(null)
      const said = await read(api.POST('/api/alarms/subtree/preview', { body: question! }))
      onReady(said.ready > 0 ? said.ready : null)
      return said
    },
    enabled: question !== null,
    staleTime: 0,
    retry: false,
  })
  if (question === null) return null
  if (preview.isPending) return <Skeleton active title={false} paragraph={{ rows: 2 }} />
  if (preview.isError) return <Alert type="warning" title={words(preview.error)} />
  const { ready, tags, bySeverity, left } = preview.data
  return (
    <section aria-label={t('alarms.bulk.preview')}>
      <p>
        <b>{t('alarms.subtree.concerns', { count: ready, tags })}</b>
        {preview.data.until !== null && (
          <>
            {' '}
            {t('alarms.subtree.back')} <Time at={preview.data.until} />
          </>
        )}
      </p>
      <div className="toolbar" style={{ gap: 16 }}>
        <span className="small">{t('alarms.subtree.standing')}</span>
        {bySeverity.map(({ severity, count }) => (
          <SeverityCount key={severity} severity={severity} count={count} />
        ))}
      </div>
      {left.length > 0 && (
        <ul className="act-preview">
          {left.map(({ code, count, tagCodes }) => (
            <li key={code}>
              {t('alarms.bulk.left', { count })} {i18n.exists(code) ? t(code, { by: '' }) : code}
              <div className="small">{tagCodes.join(' ')}</div>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
