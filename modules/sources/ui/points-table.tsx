/** The table of points: which address of the device is which tag. Edited by hand, pasted from a spreadsheet, or chosen from the server's own nodes. */
import { formatNumber, QualityMark } from '@anyuan/ui'
import { App, Button, Input, InputNumber, Modal, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SourceProtocol } from '../contract.ts'
import { EMPTY_POINT, merged, type PointDraft, pointsAsText, pointsIn } from './points.ts'
import type { Trial } from './source.ts'
import { useFaultText } from './trial.tsx'

const EXAMPLE: Partial<Record<SourceProtocol, string>> = {
  hj212: 'a34004-Rtd\tTAG-1\t1\t0',
  sparkplug: 'Device1/Temperature\tTAG-1\t1\t0',
  opcua: 'ns=2;s=TI-101\tTAG-1\t1\t0',
  modbus: 'holding:0:float32:big\tTAG-1\t0.1\t0',
  file: '储罐压力\tTAG-1\t1\t0',
}
const PAGE_ROWS = 50

export interface PointsTableProps {
  protocol: SourceProtocol
  points: readonly PointDraft[]
  /** Undefined: read only. */
  onChange?: ((points: PointDraft[]) => void) | undefined
  /** What the last try read, by address. */
  trial: Trial | null
  /** Rows that are not whole. */
  wrongRows: readonly number[]
  onBrowse?: (() => void) | undefined
}
export function PointsTable({ protocol, points, onChange, trial, wrongRows, onBrowse }: PointsTableProps) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [pasting, setPasting] = useState(false)
  const set = (row: number, change: Partial<PointDraft>) =>
    onChange?.(points.map((point, index) => (index === row ? { ...point, ...change } : point)))
  const read = new Map(trial?.values.map((value) => [value.address, value]))
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(pointsAsText(points))
      message.success(t('sources.copied'))
    } catch {
      message.info(t('sources.copy_by_hand'))
    }
  }
  const rows = points.map((point, row) => ({ ...point, row }))
  const field = (row: number, name: 'address' | 'tagCode', value: string, maxLength: number) =>
    onChange ? (
      <Input
        value={value}
        maxLength={maxLength}
        status={wrongRows.includes(row) && value.trim() === '' ? 'error' : ''}
        aria-label={`${t(`sources.point.${name}`)} ${row + 1}`}
        onChange={(event) => set(row, { [name]: event.target.value })}
      />
    ) : (
      value
    )
  const number = (row: number, name: 'scale' | 'offset', value: number | null) =>
    onChange ? (
      <InputNumber
        value={value}
        style={{ width: '100%' }}
        status={wrongRows.includes(row) && (value === null || (name === 'scale' && value === 0)) ? 'error' : ''}
        aria-label={`${t(`sources.point.${name}`)} ${row + 1}`}
        onChange={(next) => set(row, { [name]: next })}
      />
    ) : (
      formatNumber(value)
    )
  return (
    <>
      <div className="toolbar">
        <span className="small">{t('sources.points.what')}</span>
        <span className="grow" />
        {points.length > 0 && <Button onClick={() => void copy()}>{t('sources.points.copy')}</Button>}
        {onChange && onBrowse && <Button onClick={onBrowse}>{t('sources.browse')}</Button>}
        {onChange && <Button onClick={() => setPasting(true)}>{t('sources.paste')}</Button>}
        {onChange && <Button onClick={() => onChange([...points, EMPTY_POINT])}>{t('sources.point.add')}</Button>}
      </div>
      <Table
        size="small"
        rowKey="row"
        dataSource={rows}
        pagination={{ pageSize: PAGE_ROWS, hideOnSinglePage: true, showSizeChanger: false }}
        locale={{ emptyText: t('sources.points.none') }}
        {...(rows.length > 0 ? { scroll: { x: 820 } } : {})}
        columns={[
          { title: t('sources.point.address'), render: (_, { row, address }) => field(row, 'address', address, 300) },
          { title: t('sources.point.tagCode'), width: 220, render: (_, { row, tagCode }) => field(row, 'tagCode', tagCode, 64) },
          { title: t('sources.point.scale'), width: 110, align: 'right', render: (_, { row, scale }) => number(row, 'scale', scale) },
          { title: t('sources.point.offset'), width: 110, align: 'right', render: (_, { row, offset }) => number(row, 'offset', offset) },
          ...(trial
            ? [
                {
                  title: t('sources.point.read'),
                  width: 200,
                  render: (_: unknown, { address }: PointDraft) => <ReadValue value={read.get(address)} />,
                },
              ]
            : []),
          ...(onChange
            ? [
                {
                  title: '',
                  width: 72,
                  render: (_: unknown, { row }: { row: number }) => (
                    <Button type="link" size="small" onClick={() => onChange(points.filter((_point, index) => index !== row))}>
                      {t('sources.point.remove')}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      {onChange && (
        <PastePoints
          open={pasting}
          example={EXAMPLE[protocol] ?? ''}
          onClose={() => setPasting(false)}
          onPoints={(given) => onChange(merged(points, given))}
        />
      )}
    </>
  )
}

function ReadValue({ value }: { value: Trial['values'][number] | undefined }) {
  const { t } = useTranslation()
  const words = useFaultText()
  if (!value) return <span className="dim">{t('sources.point.not_tried')}</span>
  if (value.fault) return <span className="sources-step-failed">{words(value.fault, value.detail)}</span>
  return (
    <span>
      <b className="num">{formatNumber(value.value)}</b> <QualityMark state={value.quality} />
    </span>
  )
}

function PastePoints(props: { open: boolean; example: string; onClose: () => void; onPoints: (points: PointDraft[]) => void }) {
  const { open, example, onClose, onPoints } = props
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const { points, problems } = pointsIn(text)
  const close = () => {
    setText('')
    onClose()
  }
  return (
    <Modal
      open={open}
      title={t('sources.paste')}
      onCancel={close}
      okText={t('sources.paste.take', { count: points.length })}
      okButtonProps={{ disabled: points.length === 0 }}
      cancelText={t('ui.cancel')}
      onOk={() => {
        onPoints(points)
        close()
      }}
      width={680}
    >
      <p className="small">{t('sources.paste.what')}</p>
      <Input.TextArea
        value={text}
        rows={12}
        autoFocus
        aria-label={t('sources.paste')}
        placeholder={example}
        className="sources-codes"
        onChange={(event) => setText(event.target.value)}
      />
      <p className="small" aria-live="polite">
        {t('sources.paste.found', { count: points.length })}
        {problems.slice(0, 5).map(({ line, problem }) => (
          <span key={line}> {t('sources.paste.problem', { line, problem: t(`sources.paste.problem.${problem}`) })}</span>
        ))}
        {problems.length > 5 && <span> {t('sources.paste.more', { count: problems.length - 5 })}</span>}
      </p>
    </Modal>
  )
}
