/** Starts a drill (演练) on the alarm of a tag: it rings and is handled as a real one, under a banner, and counts nowhere. */
import { NewDrill } from '@anyuan/alarms/contract'
import { ApiError, api, FormDrawer, read, type Tag, useFieldRule, useQuery, useStandingStore } from '@anyuan/ui'
import { Form, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

interface Answers {
  tagNumber: number
  condition: NewDrill['condition']
  severity: 1 | 2 | 3 | 4
  note: string
}
/** Which alarms a tag has: a drill can only be of one that is watched. */
function conditionsOf({ alarms }: Pick<Tag, 'alarms'>): NewDrill['condition'][] {
  const has: [NewDrill['condition'], boolean][] = [
    ['limit', [alarms.lowLow, alarms.low, alarms.high, alarms.highHigh].some((level) => level?.enabled)],
    ['rate_of_change', alarms.rateOfChange?.enabled ?? false],
    ['flat_line', alarms.flatLine?.enabled ?? false],
    ['no_data', alarms.noData?.enabled ?? false],
    ['bad_quality', alarms.badQuality?.enabled ?? false],
    ['state', alarms.state?.enabled ?? false],
  ]
  return has.flatMap(([kind, present]) => (present ? [kind] : []))
}

export function DrillForm({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const rule = useFieldRule()
  const store = useStandingStore()
  const [text, setText] = useState('')
  const tags = useQuery({
    queryKey: ['alarms', 'drill-tags', text],
    queryFn: () => read(api.GET('/api/assets/tags', { params: { query: { page: 1, pageSize: 20, ...(text ? { text } : {}) } } })),
    enabled: open,
  })
  const [chosen, setChosen] = useState<Tag | null>(null)
  const submit = async (answers: Answers) => {
    const { results } = await read(api.POST('/api/alarms/drills', { body: answers }))
    const no = results.find((result) => !result.ok)
    if (no) throw new ApiError(no.code ?? 'ui.broken', no.params, null, 409)
    store.reload()
  }
  return (
    <FormDrawer<Answers>
      open={open}
      title={t('alarms.drill.start')}
      initial={{ severity: 1 }}
      onSubmit={submit}
      onClose={onClose}
      done={t('alarms.drill.started')}
      submitLabel={t('alarms.drill.start')}
    >
      {(form) => (
        <>
          <p className="dim" style={{ marginTop: 0 }}>
            {t('alarms.drill.meaning')}
          </p>
          <Form.Item<Answers> name="tagNumber" label={t('alarms.tag')} required rules={[rule(NewDrill.shape.tagNumber)]}>
            <Select
              showSearch={{ filterOption: false, onSearch: setText }}
              placeholder={t('alarms.tag.hint')}
              loading={tags.isFetching}
              options={tags.data?.items.map((tag) => ({
                value: tag.number,
                label: `${tag.code} ${tag.name}`,
                disabled: conditionsOf(tag).length === 0,
              }))}
              onChange={(number: number) => {
                const tag = tags.data?.items.find((one) => one.number === number) ?? null
                setChosen(tag)
                if (tag) form.setFieldValue('condition', conditionsOf(tag)[0])
              }}
            />
          </Form.Item>
          <Form.Item<Answers> name="condition" label={t('alarms.condition')} required rules={[rule(NewDrill.shape.condition)]}>
            <Select options={(chosen ? conditionsOf(chosen) : []).map((kind) => ({ value: kind, label: t(`alarms.condition.${kind}`) }))} />
          </Form.Item>
          <Form.Item<Answers> name="severity" label={t('alarms.severity')} required>
            <Select options={([1, 2, 3, 4] as const).map((severity) => ({ value: severity, label: t(`ui.severity.${severity}`) }))} />
          </Form.Item>
          <Form.Item<Answers> name="note" label={t('alarms.drill.note')} required rules={[rule(NewDrill.shape.note)]}>
            <Input.TextArea rows={3} maxLength={500} showCount />
          </Form.Item>
        </>
      )}
    </FormDrawer>
  )
}
