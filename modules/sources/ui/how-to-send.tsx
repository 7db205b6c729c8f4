/** How to send: what the other side is set to, by protocol, with this source's own names. */
import { Link, useMe } from '@anyuan/ui'
import { Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAllowed } from './allowed-list.tsx'
import { Copyable } from './credential.tsx'
import { hj212Example, httpExample, mqttExample, pushOrigin, sparkplugExample } from './examples.ts'
import { PROTOCOL_NAME, type SourceDetail } from './source.ts'

export function HowToSend({ row }: { row: SourceDetail }) {
  const { t } = useTranslation()
  return (
    <section className="card sources-card">
      <Examples row={row} />
      <p className="small">
        <Link to={`/sources/quarantine?sourceCode=${encodeURIComponent(row.code)}`}>{t('sources.how.check')}</Link>
      </p>
    </section>
  )
}

function Examples({ row }: { row: SourceDetail }) {
  const { t } = useTranslation()
  const { connection, code } = row
  const host = location.hostname
  const label = PROTOCOL_NAME[row.protocol]
  if (row.viaEdge || row.protocol === 'edge') return <p>{t('sources.how.edge')}</p>
  switch (connection.protocol) {
    case 'hj212':
      return (
        <>
          <p>{t('sources.how.hj212')}</p>
          <Copyable block label={label} text={hj212Example({ host, deviceNumber: connection.deviceNumber })} />
        </>
      )
    case 'sparkplug':
      return (
        <>
          <p>{t('sources.how.sparkplug')}</p>
          <Copyable
            block
            label={label}
            text={sparkplugExample({ code, host, groupId: connection.groupId, edgeNodeId: connection.edgeNodeId })}
          />
        </>
      )
    case 'opcua':
      return <p>{t('sources.how.opcua')}</p>
    case 'modbus':
      return <p>{t('sources.how.modbus')}</p>
    case 'file':
      return (
        <>
          <p>{t('sources.how.file')}</p>
          <Copyable block label={t('sources.how.folder')} text={`drop/${code}/`} />
        </>
      )
    default:
      return <OwnCodes row={row} host={host} />
  }
}

function OwnCodes({ row, host }: { row: SourceDetail; host: string }) {
  const { t } = useTranslation()
  const me = useMe()
  const allowed = useAllowed(row.id)
  if (allowed.isPending) return <Skeleton active />
  const tagCode = allowed.data?.tagCodes[0]
  if (!tagCode) return <p className="dim">{t('sources.how.no_tag')}</p>
  const sender = { code: row.code, tagCode, host, pushOrigin: pushOrigin(me.live.url, location) }
  return (
    <>
      <p>{t('sources.how.what')}</p>
      <Copyable block label="MQTT" text={mqttExample(sender)} />
      <Copyable block label="HTTP" text={httpExample(sender)} />
      <p className="small">{t('sources.how.note')}</p>
    </>
  )
}
