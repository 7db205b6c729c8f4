/** Choose an instant: taken and shown in Beijing time whatever the machine's zone, given as ISO 8601 in UTC. */
import { DatePicker } from 'antd'
import dayjs from 'dayjs'

const BEIJING_MINUTES = 8 * 60
/** The picker works in the machine's zone; moving the instant makes it show and take Beijing time everywhere. */
const shift = (iso: string, way: 1 | -1): string => {
  const at = new Date(iso)
  return new Date(at.getTime() + way * (BEIJING_MINUTES + at.getTimezoneOffset()) * 60_000).toISOString()
}
export interface InstantPickerProps {
  id?: string
  value?: string | null
  onChange?: (iso: string | null) => void
  withTime?: boolean
  style?: React.CSSProperties
}
export function InstantPicker({ id, value, onChange, withTime = true, style }: InstantPickerProps) {
  return (
    <DatePicker
      id={id}
      showTime={withTime}
      value={value ? dayjs(shift(value, 1)) : null}
      onChange={(next) => onChange?.(next ? shift(next.toISOString(), -1) : null)}
      style={style}
    />
  )
}
