/** Acts that wait for the house to answer (待发送), and those it refused afterwards: in view on every page until they are gone. */
import { formatClock, useWaitingActs, type WaitingAct } from '@anyuan/ui'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'

const LISTED = 4

export function WaitingBar() {
  const { t } = useTranslation()
  const { waiting, acts } = useWaitingActs()
  if (waiting.acts.length === 0) return null
  const unsent = waiting.acts.filter((one) => one.refused === null)
  return (
    <section className="waiting-acts" aria-label={t('shell.acts')}>
      {unsent.length > 0 && (
        <div role="status">
          <b>{t('shell.acts.waiting', { count: unsent.length, time: formatClock(unsent[0]?.at ?? 0) })}</b> {t('shell.acts.meaning')}
        </div>
      )}
      <ul className="waiting-list">
        {waiting.acts.slice(0, LISTED).map((one) => (
          <Line key={one.id} one={one} onDrop={() => acts.drop(one.id)} />
        ))}
      </ul>
      {waiting.acts.length > LISTED && <span className="small">{t('ui.alarm.and_more', { count: waiting.acts.length - LISTED })}</span>}
    </section>
  )
}

function Line({ one, onDrop }: { one: WaitingAct; onDrop: () => void }) {
  const { t, i18n } = useTranslation()
  const what = `${formatClock(one.at)} ${t(`ui.alarm.act.${one.act.action}`)}`
  return (
    <li>
      <span>
        {what} <b>{one.codes.slice(0, LISTED).join('、')}</b>
        {one.codes.length > LISTED && ` ${t('ui.alarm.and_more', { count: one.codes.length - LISTED })}`}
      </span>
      {one.refused === null ? (
        <span className="small">{t('shell.acts.unsent')}</span>
      ) : (
        <span role="alert">
          {one.refused.slice(0, LISTED).map((no) => (
            <span key={no.tagCode}>
              {t('shell.acts.refused', {
                tag: no.tagCode,
                why: i18n.exists(no.code) ? t(no.code, no.params) : t('ui.refused_unknown', { code: no.code }),
              })}{' '}
            </span>
          ))}
        </span>
      )}
      <Button size="small" type="text" onClick={onDrop}>
        {t(one.refused === null ? 'shell.acts.drop' : 'shell.acts.seen')}
      </Button>
    </li>
  )
}
