/** The formula of a calculated tag: text, templates to begin with, and what it would give now with what it reads. */
import { Age, ApiError, api, formatNumber, Link, MISSING, QualityMark, read, useQuery, useRefusalText } from '@anyuan/ui'
import { Alert, Button, Form, Input, InputNumber, Popover, Select } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { deviationFormula, votingFormula } from './formula-template.ts'

const PAUSE_MS = 400
const REREAD_MS = 5000

export function FormulaField({ code }: { code: string | undefined }) {
  const { t } = useTranslation()
  const form = Form.useFormInstance()
  const text = (Form.useWatch('formula', form) as string | null | undefined) ?? ''
  return (
    <>
      <h3 className="assets-part">{t('assets.formula')}</h3>
      <Form.Item name="formula" extra={t('assets.formula.what')} style={{ marginBottom: 8 }}>
        <Input.TextArea
          rows={2}
          maxLength={1000}
          aria-label={t('assets.formula')}
          className="assets-formula"
          placeholder="abs({TI-101} - {TI-102})"
        />
      </Form.Item>
      <div className="toolbar" style={{ marginBottom: 8 }}>
        <Templates onFormula={(formula) => form.setFieldValue('formula', formula)} />
      </div>
      {text.trim() !== '' && <FormulaTrial formula={text} code={code} />}
    </>
  )
}

/** What the text gives with the values of now; tried again while it stands. */
export function FormulaTrial({ formula, code }: { formula: string; code: string | undefined }) {
  const { t } = useTranslation()
  const words = useRefusalText()
  const [tried, setTried] = useState(formula)
  useEffect(() => {
    const timer = setTimeout(() => setTried(formula), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [formula])
  const trial = useQuery({
    queryKey: ['assets', 'formula-trial', tried, code],
    queryFn: () => read(api.GET('/api/assets/formula-trial', { params: { query: { formula: tried, code } } })),
    refetchInterval: REREAD_MS,
    retry: false,
  })
  if (trial.isError) return <Alert type="warning" showIcon title={words(trial.error)} />
  if (!trial.data) return null
  if (!trial.data.ok) return <Alert type="error" showIcon title={words(new ApiError(trial.data.code, trial.data.params, null, 422))} />
  return (
    <section className="assets-trial" aria-label={t('assets.formula.now')}>
      <div>
        {t('assets.formula.now')} <b>{trial.data.value === null ? t('assets.formula.unknown') : formatNumber(trial.data.value)}</b>
      </div>
      <ul>
        {trial.data.inputs.map((input) => (
          <li key={input.code}>
            <Link to={`/tags/${input.tagNumber}`}>{input.code}</Link> {input.name} ·{' '}
            {input.value === null ? MISSING : formatNumber(input.value)} {input.unit} <QualityMark state={input.quality} />{' '}
            {input.time !== null && <Age at={input.time} />}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Templates({ onFormula }: { onFormula: (formula: string) => void }) {
  const { t } = useTranslation()
  return (
    <>
      <Popover trigger="click" content={<Deviation onFormula={onFormula} />} title={t('assets.template.deviation')}>
        <Button size="small">{t('assets.template.deviation')}</Button>
      </Popover>
      <Popover trigger="click" content={<Voting onFormula={onFormula} />} title={t('assets.template.voting')}>
        <Button size="small">{t('assets.template.voting')}</Button>
      </Popover>
      <Button size="small" onClick={() => onFormula('{} == 0 && {} < 2')}>
        {t('assets.template.expression')}
      </Button>
    </>
  )
}
function Codes({ value, onChange, most }: { value: string[]; onChange: (codes: string[]) => void; most: number }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const found = useQuery({
    queryKey: ['assets', 'codes', text],
    queryFn: () => read(api.GET('/api/assets/tags', { params: { query: { text, page: 1, pageSize: 20 } } })),
    enabled: text.length > 1,
  })
  return (
    <Select
      mode="multiple"
      maxCount={most}
      value={value}
      onChange={onChange}
      showSearch={{ filterOption: false, onSearch: setText }}
      placeholder={t('assets.find.hint')}
      aria-label={t('assets.tags.title')}
      style={{ width: 320 }}
      options={(found.data?.items ?? []).map((tag) => ({ value: tag.code, label: `${tag.code} ${tag.name}` }))}
    />
  )
}
function Deviation({ onFormula }: { onFormula: (formula: string) => void }) {
  const { t } = useTranslation()
  const [codes, setCodes] = useState<string[]>([])
  return (
    <div className="assets-template">
      <p className="small">{t('assets.template.deviation.what')}</p>
      <Codes value={codes} onChange={setCodes} most={2} />
      <Button type="primary" disabled={codes.length !== 2} onClick={() => onFormula(deviationFormula(codes[0] ?? '', codes[1] ?? ''))}>
        {t('assets.template.use')}
      </Button>
    </div>
  )
}
function Voting({ onFormula }: { onFormula: (formula: string) => void }) {
  const { t } = useTranslation()
  const [codes, setCodes] = useState<string[]>([])
  const [votes, setVotes] = useState(2)
  const [threshold, setThreshold] = useState<number | null>(null)
  return (
    <div className="assets-template">
      <p className="small">{t('assets.template.voting.what')}</p>
      <Codes value={codes} onChange={setCodes} most={12} />
      <div className="toolbar">
        <InputNumber
          prefix={t('assets.template.votes')}
          value={votes}
          min={1}
          max={12}
          onChange={(next) => setVotes(next ?? 2)}
          aria-label={t('assets.template.votes')}
        />
        <InputNumber prefix="≥" value={threshold} onChange={setThreshold} aria-label={t('assets.threshold')} />
      </div>
      <Button
        type="primary"
        disabled={codes.length < votes || threshold === null}
        onClick={() => onFormula(votingFormula(votes, codes, threshold ?? 0))}
      >
        {t('assets.template.use')}
      </Button>
    </div>
  )
}
