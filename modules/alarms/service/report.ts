/** The monthly report (月报) of one operator position in Word: every figure with its definition, target and source, the work list, floods, days. */
import { type Block, beijingClock, clockText, wordFile } from '@anyuan/documents'
import type { EpochMs } from '@anyuan/kernel'
import type { KpiFigure, PositionFigures } from '../contract.ts'
import en from '../locales/en.json' with { type: 'json' }
import zh from '../locales/zh.json' with { type: 'json' }

export type Language = 'zh' | 'en'
type Words = (key: string, params?: Record<string, string | number>) => string

const BOOKS: Record<Language, Readonly<Record<string, string>>> = { zh, en }
const MISSING = '—'
const LISTED = 30 // default, not from a standard

/** The words of a book; a key that is not there shows itself, and a test looks for those. */
export const wordsOf =
  (language: Language): Words =>
  (key, params = {}) =>
    (BOOKS[language][key] ?? key).replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(params[name] ?? ''))

export function valueText(value: number | null, unit: KpiFigure['unit']): string {
  if (value === null) return MISSING
  if (unit === 'share') return `${(value * 100).toFixed(1)} %`
  return Number.isInteger(value) ? String(value) : value.toFixed(2)
}
export const targetText = (t: Words, { bound, target, limit, unit }: KpiFigure): string =>
  t(`alarms.kpi.bound.${bound}`, { value: valueText(target, unit) }) +
  (limit === null ? '' : ` · ${t('alarms.kpi.limit', { value: valueText(limit, unit) })}`)

/** The file, for `month` as `2026-10`. */
export const wordReport = (position: PositionFigures, month: string, language: Language, madeAt: EpochMs): Promise<Uint8Array> =>
  wordFile({
    title: wordsOf(language)('alarms.report.title'),
    subtitle: `${position.name || position.org} · ${month}`,
    madeAt,
    words: {
      madeAt: wordsOf(language)('alarms.report.made_at'),
      page: wordsOf(language)('alarms.report.page'),
      of: wordsOf(language)('alarms.report.of'),
    },
    blocks: reportBlocks(position, wordsOf(language)),
  })

/** What stands in the report, from top to bottom. */
export function reportBlocks({ report, alarms }: PositionFigures, t: Words): Block[] {
  const named = new Map(alarms.map((alarm) => [alarm.alarmNumber, alarm]))
  const nameOf = (alarmNumber: number) => {
    const alarm = named.get(alarmNumber)
    return alarm ? [alarm.tagCode, alarm.tagName] : [`#${alarmNumber}`, MISSING]
  }
  const clock = (at: EpochMs | null) => {
    const parts = at === null ? null : beijingClock(at)
    return parts ? clockText(parts, false) : MISSING
  }
  const heading = (key: string): Block => ({ kind: 'heading', level: 1, text: t(key) })
  const none = t('alarms.report.none')
  const tag = [{ heading: t('alarms.tag_code') }, { heading: t('alarms.tag'), share: 2 }]
  const over = report.figures.filter((figure) => figure.verdict === 'over')
  return [
    {
      kind: 'figures',
      figures: report.figures.slice(0, 6).map((figure) => ({
        label: t(`alarms.kpi.${figure.key}`),
        value: valueText(figure.value, figure.unit),
        note: `${targetText(t, figure)} · ${t(`alarms.kpi.verdict.${figure.verdict}`)}`,
      })),
    },
    {
      kind: 'paragraph',
      text: t('alarms.report.summary', {
        activations: report.activations,
        watched: report.watched,
        buckets: report.buckets,
        drills: report.drills,
        notAnnounced: report.notAnnounced,
        late: report.late,
      }),
    },
    { kind: 'paragraph', text: t('alarms.kpi.honest'), secondary: true },
    ...(over.length === 0
      ? []
      : [heading('alarms.report.over'), { kind: 'list', items: over.map((figure) => overText(t, figure)) } satisfies Block]),
    heading('alarms.report.figures'),
    {
      kind: 'table',
      none,
      columns: [
        { heading: t('alarms.kpi.figure'), share: 2 },
        { heading: t('alarms.kpi.value'), numeric: true },
        { heading: t('alarms.kpi.target'), share: 2 },
        { heading: t('alarms.kpi.verdict') },
        { heading: t('alarms.kpi.definition'), share: 4 },
        { heading: t('alarms.kpi.source'), share: 2 },
      ],
      rows: report.figures.map((figure) => [
        t(`alarms.kpi.${figure.key}`),
        valueText(figure.value, figure.unit),
        targetText(t, figure),
        t(`alarms.kpi.verdict.${figure.verdict}`),
        t(`alarms.kpi.${figure.key}.definition`),
        `${figure.source} (${figure.confidence})`,
      ]),
    },
    heading('alarms.kpi.top_ten'),
    {
      kind: 'table',
      none,
      columns: [...tag, { heading: t('alarms.kpi.count'), numeric: true }, { heading: t('alarms.kpi.share'), numeric: true }],
      rows: report.topTen.map((one) => [...nameOf(one.alarmNumber), String(one.count), valueText(one.share, 'share')]),
    },
    heading('alarms.kpi.chattering'),
    {
      kind: 'table',
      none,
      columns: [...tag, { heading: t('alarms.kpi.count'), numeric: true }],
      rows: report.chattering.slice(0, LISTED).map((one) => [...nameOf(one.alarmNumber), String(one.count)]),
    },
    heading('alarms.kpi.stale'),
    {
      kind: 'table',
      none,
      columns: [...tag, { heading: t('alarms.kpi.since'), share: 2 }, { heading: t('alarms.until'), share: 2 }],
      rows: report.stale.slice(0, LISTED).map((one) => [...nameOf(one.alarmNumber), clock(one.since), clock(one.until)]),
    },
    heading('alarms.kpi.floods'),
    {
      kind: 'table',
      none,
      columns: [
        { heading: t('alarms.flood.started'), share: 2 },
        { heading: t('alarms.flood.ended'), share: 2 },
        { heading: t('alarms.kpi.count'), numeric: true },
        { heading: t('alarms.flood.peak'), numeric: true },
      ],
      rows: report.floods.map((one) => [clock(one.startedAt), clock(one.endedAt), String(one.activations), String(one.peak)]),
    },
    heading('alarms.kpi.days'),
    {
      kind: 'table',
      none,
      columns: [
        { heading: t('alarms.kpi.day'), share: 2 },
        { heading: t('alarms.kpi.count'), numeric: true },
        { heading: t('alarms.kpi.maximum'), numeric: true },
        { heading: t('alarms.kpi.over_ten'), numeric: true },
        { heading: t('alarms.kpi.stale'), numeric: true },
        { heading: t('alarms.kpi.watched'), numeric: true },
      ],
      rows: report.days.map((day) => [
        clock(day.at).slice(0, 10),
        day.buckets === 0 ? MISSING : String(day.activations),
        day.maximum === null ? MISSING : String(day.maximum),
        day.buckets === 0 ? MISSING : String(day.overTen),
        String(day.stale),
        String(day.buckets),
      ]),
    },
  ]
}

const overText = (t: Words, figure: KpiFigure): string =>
  t('alarms.report.over.line', {
    figure: t(`alarms.kpi.${figure.key}`),
    value: valueText(figure.value, figure.unit),
    target: targetText(t, figure),
  })
