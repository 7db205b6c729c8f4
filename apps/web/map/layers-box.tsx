/** The layer list and the legend: what can be hidden, and what each mark means. */
import { SEVERITIES } from '@anyuan/kernel'
import { Icon, type MapLayer, QualityMark, SeverityMark } from '@anyuan/ui'
import { Button, Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import { LAYER_ORDER, type LayerGroup } from './style.ts'

interface LayersBoxProps {
  hidden: ReadonlySet<LayerGroup>
  onHidden: (hidden: ReadonlySet<LayerGroup>) => void
  extra: readonly MapLayer[]
  shownExtra: ReadonlySet<string>
  onExtra: (key: string, on: boolean) => void
  onClose: () => void
}
export function LayersBox({ hidden, onHidden, extra, shownExtra, onExtra, onClose }: LayersBoxProps) {
  const { t } = useTranslation()
  const toggle = (group: LayerGroup, on: boolean) => {
    const next = new Set(hidden)
    if (on) next.delete(group)
    else next.add(group)
    onHidden(next)
  }
  return (
    <section className="card layers" aria-label={t('map.layers')}>
      <div className="toolbar">
        <h3 className="grow">{t('map.layers')}</h3>
        <Button type="text" size="small" icon={<Icon name="close" size={14} />} aria-label={t('ui.close')} onClick={onClose} />
      </div>
      {LAYER_ORDER.map((group) => (
        // alarms cannot be hidden: a calm map must mean a calm park
        <Checkbox
          key={group}
          checked={!hidden.has(group)}
          disabled={group === 'alarms'}
          onChange={(event) => toggle(group, event.target.checked)}
        >
          {t(`map.layer.${group}`)}
        </Checkbox>
      ))}
      {extra.map((layer) => (
        <Checkbox key={layer.key} checked={shownExtra.has(layer.key)} onChange={(event) => onExtra(layer.key, event.target.checked)}>
          {t(layer.labelKey)}
        </Checkbox>
      ))}
      <h3>{t('map.legend')}</h3>
      <div className="legend">
        {SEVERITIES.map((severity) => (
          <SeverityMark key={severity} severity={severity} />
        ))}
        <span className="quality">
          <svg viewBox="0 0 14 14" aria-hidden="true">
            <circle cx="7" cy="7" r="4.25" fill="var(--card)" stroke="var(--ink)" strokeWidth="1.5" />
          </svg>
          {t('map.legend.normal')}
        </span>
        {(['uncertain', 'stale', 'bad', 'outOfService', 'shelved'] as const).map((state) => (
          <QualityMark key={state} state={state} />
        ))}
      </div>
    </section>
  )
}
