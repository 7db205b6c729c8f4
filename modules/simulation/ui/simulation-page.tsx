/** The scripted incidents of the simulator: what will be seen, start and stop; and how the simulator itself fares. */
import {
  Age,
  api,
  EmptyState,
  ErrorState,
  formatNumber,
  MISSING,
  Page,
  type paths,
  read,
  useMe,
  useQuery,
  useQueryClient,
  useRefusalText,
} from '@anyuan/ui'
import { App, Button, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import './simulation.css'

type Incident = paths['/api/simulation/incidents']['get']['responses'][200]['content']['application/json']['items'][number]
const STATUS = ['samplesPerSecond', 'sent', 'acknowledged', 'refused', 'waiting'] as const

export default function SimulationPage() {
  const { t } = useTranslation()
  const { demo } = useMe()
  const incidents = useQuery({
    queryKey: ['simulation', 'incidents'],
    queryFn: () => read(api.GET('/api/simulation/incidents')),
    refetchInterval: 3000,
    enabled: demo,
  })
  if (!demo)
    return (
      <Page title={t('simulation.title')}>
        <EmptyState title={t('simulation.not_demo')} />
      </Page>
    )
  return (
    <Page title={t('simulation.title')} note={t('simulation.note')}>
      <Status />
      {incidents.isPending && <Skeleton active />}
      {incidents.isError && <ErrorState error={incidents.error} onRetry={() => void incidents.refetch()} />}
      <div className="simulation-list">
        {incidents.data?.items.map((incident) => (
          <IncidentCard key={incident.id} incident={incident} />
        ))}
      </div>
    </Page>
  )
}

function Status() {
  const { t } = useTranslation()
  const status = useQuery({
    queryKey: ['simulation', 'status'],
    queryFn: () => read(api.GET('/api/simulation/status')),
    refetchInterval: 2000,
  })
  const { data } = status
  return (
    <section className="card simulation-status">
      {status.isError && <span>{t('simulation.unavailable')}</span>}
      {STATUS.map((key) => (
        <div key={key}>
          <b>{formatNumber(data?.[key])}</b>
          <span className="small">{t(`simulation.${key}`)}</span>
        </div>
      ))}
      <div>
        <b>{data ? `${data.sourcesConnected} / ${data.sources}` : MISSING}</b>
        <span className="small">{t('simulation.sources')}</span>
      </div>
    </section>
  )
}

function IncidentCard({ incident }: { incident: Incident }) {
  const { t, i18n } = useTranslation()
  const client = useQueryClient()
  const { message } = App.useApp()
  const words = useRefusalText()
  const [busy, setBusy] = useState(false)
  const english = i18n.language === 'en'
  const toggle = async () => {
    setBusy(true)
    const params = { path: { id: incident.id } }
    try {
      if (incident.running) await read(api.POST('/api/simulation/incidents/{id}/stop', { params }))
      else await read(api.POST('/api/simulation/incidents/{id}/start', { params }))
      await client.invalidateQueries({ queryKey: ['simulation'] })
    } catch (error) {
      message.error(words(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <section className={`card simulation-incident${incident.running ? ' simulation-running' : ''}`}>
      <div className="toolbar">
        <h2 className="grow">{english ? incident.nameEn : incident.nameZh}</h2>
        <Button type={incident.running ? 'default' : 'primary'} loading={busy} onClick={() => void toggle()}>
          {t(incident.running ? 'simulation.stop' : 'simulation.start')}
        </Button>
      </div>
      <div className="small">
        {incident.parkName} · {incident.placeZh}
      </div>
      <p>{english ? incident.seenEn : incident.seenZh}</p>
      <div className="small">
        {incident.running && incident.startedAt !== null ? (
          <>
            {t('simulation.running')} <Age at={incident.startedAt} />
          </>
        ) : (
          t('simulation.idle')
        )}
      </div>
    </section>
  )
}
