/** Whether a source is connected just now. */
import type { paths } from '@anyuan/ui'
import { useTranslation } from 'react-i18next'

export type SourceRow = paths['/api/sources/sources']['get']['responses'][200]['content']['application/json']['items'][number]

/** Grey ring: connected; crossed: not; in words: a push has no connection, or the pipeline is not reached. Being away is said in words, not in a colour of alarm. */
export function Connection({ row }: { row: SourceRow }) {
  const { t } = useTranslation()
  if (!row.enabled) return <span className="dim">{t('sources.disabled')}</span>
  const connected = row.traffic?.connected
  if (connected == null && row.traffic && row.protocol === 'http') return <span className="dim">{t('sources.push')}</span>
  if (connected == null) return <span className="dim">{t('sources.unknown')}</span>
  return (
    <span className={`sources-light${connected ? '' : ' sources-away'}`}>
      <i aria-hidden="true" /> {t(connected ? 'sources.connected' : 'sources.away')}
    </span>
  )
}
