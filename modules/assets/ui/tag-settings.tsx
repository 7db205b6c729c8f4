/** The settings of a tag to be read: particulars, limits, watches, guidance. */

import type { Severity } from '@anyuan/kernel'
import { formatNumber, formatValue, MISSING, SeverityMark, Time, useOrgName } from '@anyuan/ui'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { FormulaTrial } from './formula-field.tsx'
import { InheritedGuidance } from './inherited-guidance.tsx'
import { LimitSets } from './limit-sets.tsx'
import { LIMITS, type Tag, WATCHES, type WatchName } from './tag-values.ts'

export function TagSettings({ tag, writable }: { tag: Tag; writable: boolean }) {
  const { t } = useTranslation()
  const name = useOrgName()
  const { alarms } = tag
  const seconds = (value: number | undefined) => t('assets.seconds', { value: formatNumber(value ?? 0) })
  const facts: [string, ReactNode][] = [
    [t('assets.code'), tag.code],
    [t('assets.number'), tag.number],
    [t('assets.org'), name(tag.org)],
    [t('assets.range'), `${formatNumber(tag.rangeLow)} – ${formatNumber(tag.rangeHigh)} ${tag.unit}`],
    [t('assets.interval'), seconds(tag.expectedIntervalSeconds)],
    [t('assets.owner'), tag.owner ?? MISSING],
    [t('assets.enabled'), t(tag.enabled ? 'assets.yes' : 'assets.no')],
    [t('assets.changed_at'), <Time key="at" at={tag.changedAt} />],
  ]
  return (
    <>
      {!writable && <p className="small">{t('assets.settings.who')}</p>}
      <div className="assets-two">
        <section className="card" style={{ padding: 16 }}>
          <h3>{t('assets.particulars')}</h3>
          <dl className="assets-facts" style={{ marginTop: 8 }}>
            {facts.map(([label, value]) => (
              <Fact key={label} label={label}>
                {value}
              </Fact>
            ))}
          </dl>
        </section>
        <section className="card" style={{ padding: 16 }}>
          <h3>{t('assets.limits')}</h3>
          <dl className="assets-facts" style={{ marginTop: 8 }}>
            {LIMITS.map((limit) => {
              const one = alarms[limit]
              return (
                <Fact key={limit} label={t(`assets.limit.${limit}`)}>
                  {one ? (
                    <Setting severity={one.severity} on={one.enabled !== false} text={formatValue(one.threshold, tag.unit)} />
                  ) : (
                    MISSING
                  )}
                </Fact>
              )
            })}
            <Fact label={t('assets.deadband')}>{formatValue(alarms.deadband ?? 0, tag.unit)}</Fact>
            <Fact label={t('assets.on_delay')}>{seconds(alarms.onDelaySeconds)}</Fact>
            <Fact label={t('assets.off_delay')}>{seconds(alarms.offDelaySeconds)}</Fact>
            {alarms.raiseAfterCount && <Fact label={t('assets.count')}>{t('assets.count.of', { ...alarms.raiseAfterCount })}</Fact>}
            <Fact label={t('assets.class')}>{alarms.classCode ?? MISSING}</Fact>
            <Fact label={t('assets.latched')}>{t(alarms.latched ? 'assets.yes' : 'assets.no')}</Fact>
            {(alarms.severityRises ?? []).map(({ afterSeconds, severity }) => (
              <Fact key={afterSeconds} label={t('assets.rises')}>
                <Setting severity={severity} on text={t('assets.rises.of', { seconds: afterSeconds })} />
              </Fact>
            ))}
            {WATCHES.map((watch) => {
              const one = alarms[watch]
              return (
                <Fact key={watch} label={t(`assets.watch.${watch}`)}>
                  {one ? <Setting severity={one.severity} on={one.enabled !== false} text={watchText(watch, tag, t)} /> : MISSING}
                </Fact>
              )
            })}
          </dl>
        </section>
      </div>
      <LimitSets tag={tag} />
      {tag.formula && (
        <section className="card" style={{ padding: 16, marginTop: 16 }}>
          <h3>{t('assets.formula')}</h3>
          <p className="assets-formula">{tag.formula}</p>
          <FormulaTrial formula={tag.formula} code={tag.code} />
        </section>
      )}
      <section className="card" style={{ padding: 16, marginTop: 16 }}>
        <InheritedGuidance tag={tag} />
      </section>
    </>
  )
}

const Fact = ({ label, children }: { label: string; children: ReactNode }) => (
  <>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </>
)
function Setting({ severity, on, text }: { severity: number; on: boolean; text: string }) {
  const { t } = useTranslation()
  return (
    <span className="toolbar">
      <span className={on ? '' : 'dim'}>{text}</span>
      {on ? <SeverityMark severity={severity as Severity} /> : <span className="small">{t('assets.off')}</span>}
    </span>
  )
}
function watchText(watch: WatchName, { alarms, unit }: Tag, t: ReturnType<typeof useTranslation>['t']): string {
  const { rateOfChange, flatLine, noData, state } = alarms
  switch (watch) {
    case 'rateOfChange':
      return rateOfChange
        ? t('assets.watch.rate.of', { value: formatValue(rateOfChange.perSecond, `${unit}/s`), seconds: rateOfChange.windowSeconds })
        : ''
    case 'flatLine':
      return flatLine ? t('assets.watch.flat.of', { value: formatValue(flatLine.span, unit), seconds: flatLine.windowSeconds }) : ''
    case 'noData':
      return noData ? t('assets.watch.none.of', { seconds: noData.afterSeconds }) : ''
    case 'badQuality':
      return ''
    case 'state':
      return state ? t(state.alarmWhen ? 'assets.watch.when_on' : 'assets.watch.when_off') : ''
  }
}
