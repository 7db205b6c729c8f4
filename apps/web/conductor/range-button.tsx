/** Which range: a length that follows now, or two instants. */
import { type Conductor, formatClock, formatDate, InstantPicker, type LastName, type TimeWindow } from '@anyuan/ui'
import { Button, Popover, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

const OFFERED: readonly LastName[] = ['1h', '8h', '24h', '7d']

export function RangeButton({ conductor, window }: { conductor: Conductor; window: TimeWindow }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const { fixed, last } = conductor.state
  return (
    <Popover
      trigger="click"
      placement="topLeft"
      open={open}
      onOpenChange={setOpen}
      content={
        <div className="conductor-range">
          <Segmented<LastName | ''>
            value={fixed ? '' : last}
            options={OFFERED.map((name) => ({ value: name, label: t(`conductor.last.${name}`) }))}
            onChange={(name) => {
              if (name !== '') conductor.setLast(name)
              setOpen(false)
            }}
          />
          {open && (
            <Custom
              window={window}
              onTake={(from, to) => {
                conductor.setRange(from, to)
                setOpen(false)
              }}
            />
          )}
          <p className="small">{t('conductor.hint')}</p>
        </div>
      }
    >
      <Button type="text" size="small">
        <span className="visually-hidden">{t('conductor.range')} </span>
        {fixed ? <Ends {...fixed} /> : t(`conductor.last.${last}`)}
      </Button>
    </Popover>
  )
}
/** `10-03 01:14 – 02:14`; the second date only where it is another one. */
function Ends({ from, to }: TimeWindow) {
  const day = formatDate(from).slice(5)
  const end = formatDate(to).slice(5)
  return (
    <>
      <span className="conductor-day">{day} </span>
      {formatClock(from, false)} – {end !== day && <span className="conductor-day">{end} </span>}
      {formatClock(to, false)}
    </>
  )
}
function Custom({ window, onTake }: { window: TimeWindow; onTake: (from: number, to: number) => void }) {
  const { t } = useTranslation()
  const [from, setFrom] = useState<string | null>(new Date(window.from).toISOString())
  const [to, setTo] = useState<string | null>(new Date(window.to).toISOString())
  const start = from === null ? Number.NaN : Date.parse(from)
  const end = to === null ? Number.NaN : Date.parse(to)
  return (
    <div className="conductor-custom">
      <InstantPicker value={from} onChange={setFrom} />
      <InstantPicker value={to} onChange={setTo} />
      <Button type="primary" disabled={!(start < end)} onClick={() => onTake(start, end)}>
        {t('conductor.take')}
      </Button>
    </div>
  )
}
