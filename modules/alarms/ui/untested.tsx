/** Alarms that came back into service by the clock and were not tested since (恢复未试验); who has tested one records it here. */
import {
  api,
  ErrorState,
  FormDrawer,
  Link,
  type paths,
  read,
  Time,
  useFieldRule,
  useMay,
  usePlaceName,
  useQuery,
  useQueryClient,
} from '@anyuan/ui'
import { Alert, Button, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LateTest } from '../contract.ts'

type Untested = paths['/api/alarms/untested']['get']['responses'][200]['content']['application/json']['items'][number]

export function UntestedAlarms({ org }: { org: string | undefined }) {
  const { t } = useTranslation()
  const may = useMay()
  const name = usePlaceName()
  const [tested, setTested] = useState<Untested | null>(null)
  const list = useQuery({
    queryKey: ['alarms', 'untested', org],
    queryFn: () => read(api.GET('/api/alarms/untested', { params: { query: { under: org } } })),
    refetchInterval: 60_000,
  })
  if (list.isError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />
  const items = list.data?.items ?? []
  if (items.length === 0) return null
  return (
    <>
      <Alert
        type="warning"
        title={t('alarms.untested', { count: items.length })}
        description={
          <ul className="act-preview">
            {items.map((one) => (
              <li key={one.alarmNumber}>
                <Link to={`/tags/${one.tagNumber}`}>
                  <b>{one.tagCode}</b> {one.tagName}
                </Link>{' '}
                <span className="small">
                  {name(one.org)} · {t('alarms.untested.since')} <Time at={one.returnedAt} />
                </span>{' '}
                {may('alarms.act', one.org) && (
                  <Button size="small" onClick={() => setTested(one)}>
                    {t('alarms.untested.record')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        }
      />
      <TestForm alarm={tested} onClose={() => setTested(null)} />
    </>
  )
}

function TestForm({ alarm, onClose }: { alarm: Untested | null; onClose: () => void }) {
  const { t } = useTranslation()
  const rule = useFieldRule()
  const client = useQueryClient()
  return (
    <FormDrawer<{ testResult: string }>
      open={alarm !== null}
      title={`${t('alarms.untested.record')} ${alarm?.tagCode ?? ''}`}
      initial={{}}
      submitLabel={t('alarms.untested.record')}
      done={t('alarms.untested.recorded')}
      onClose={onClose}
      onSubmit={async ({ testResult }) => {
        if (alarm) await read(api.POST('/api/alarms/untested/test', { body: { alarmNumber: alarm.alarmNumber, testResult } }))
        await client.invalidateQueries({ queryKey: ['alarms', 'untested'] })
      }}
    >
      <Form.Item
        name="testResult"
        label={t('ui.alarm.test_result')}
        extra={t('ui.alarm.test_result.hint')}
        required
        rules={[rule(LateTest.shape.testResult)]}
      >
        <Input.TextArea rows={3} maxLength={500} showCount autoFocus />
      </Form.Item>
    </FormDrawer>
  )
}
