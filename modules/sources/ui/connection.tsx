/** Whether a source is connected just now. */
import { useTranslation } from 'react-i18next'
import type { SourceRow } from './source.ts'

/** Grey ring: connected; crossed: not; in words: a push has no connection, or the pipeline is not reached. Being away is said in words, not in a colour of alarm. */
export function Connection({ row }: { row: Pick<SourceRow, 'enabled' | 'traffic' | 'protocol' | 'viaEdge'> }) {
  const { t } = useTranslation()
  if (!row.enabled) return <span className="dim">{t('sources.disabled')}</span>
  const collector = row.traffic?.collector
  const connected = collector ? collector.state === 'connected' : row.traffic?.connected
  if (connected == null && row.traffic && (row.protocol === 'http' || row.protocol === 'edge' || row.viaEdge))
    return <span className="dim">{t('sources.push')}</span>
  if (connected == null) return <span className="dim">{t('sources.unknown')}</span>
  return (
    <span className={`sources-light${connected ? '' : ' sources-away'}`}>
      <i aria-hidden="true" /> {t(connected ? 'sources.connected' : 'sources.away')}
    </span>
  )
}
