/** Differences between two versions of settings, in words. */
import { formatNumber, MISSING } from '@anyuan/ui'
import { useTranslation } from 'react-i18next'
import { settingDiff } from '../contract.ts'

type Settings = Parameters<typeof settingDiff>[0]

export function DiffList({ before, after }: { before: Settings; after: Settings }) {
  const { t } = useTranslation()
  const shown = (value: string | number | boolean | null): string => {
    if (value === null) return MISSING
    if (typeof value === 'boolean') return t(value ? 'assets.yes' : 'assets.no')
    return typeof value === 'number' ? formatNumber(value) : value
  }
  return (
    <ul className="assets-diff">
      {settingDiff(before, after).map(({ path, before: was, after: is }) => (
        <li key={path.join('.')}>
          {path.map((step) => (/^\d+$/.test(step) ? step : t(`assets.path.${step}`))).join(' ')}：<s className="dim">{shown(was)}</s> →{' '}
          <b>{shown(is)}</b>
        </li>
      ))}
    </ul>
  )
}
