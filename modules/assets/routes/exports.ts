/** Assets, tags and the history of tags as files. */
import { ExportChoice, exportList, sendSheet } from '@anyuan/host'
import { QUALITY_NAMES } from '@anyuan/kernel'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { AssetQuery, HistoryExportQuery, type HistoryRow, LIMITS, TagQuery } from '../contract.ts'
import type { AssetsService } from '../service.ts'

export const assetsExports =
  (service: AssetsService): FastifyPluginAsyncZod =>
  async (app) => {
    exportList(app, '/assets/export', {
      title: 'assets.title',
      permission: 'assets.read',
      query: AssetQuery,
      read: service.assets,
      rowKey: (asset) => asset.id,
      columns: ({ words, place }) => [
        { heading: words.say('assets.code'), kind: 'text', value: (asset) => asset.code },
        { heading: words.say('assets.name'), kind: 'text', width: 28, value: (asset) => asset.name },
        { heading: words.say('assets.kind'), kind: 'text', value: (asset) => words.say(`assets.asset_kind.${asset.detail.kind}`) },
        { heading: words.say('assets.org'), kind: 'text', width: 28, value: (asset) => place(asset.org) },
        {
          heading: words.say('assets.detail.substance'),
          kind: 'text',
          value: ({ detail }) =>
            'substance' in detail
              ? detail.substance?.name
              : 'substances' in detail
                ? detail.substances.map((one) => one.name).join('、')
                : null,
        },
        { heading: words.say('assets.lon'), kind: 'number', value: (asset) => asset.position?.lon },
        { heading: words.say('assets.lat'), kind: 'number', value: (asset) => asset.position?.lat },
        { heading: words.say('assets.changed_at'), kind: 'instant', value: (asset) => asset.changedAt },
      ],
    })
    exportList(app, '/tags/export', {
      title: 'assets.tags.title',
      permission: 'assets.read',
      query: TagQuery,
      read: service.tags,
      rowKey: (tag) => tag.number,
      columns: ({ words, place }) => [
        { heading: words.say('assets.code'), kind: 'text', value: (tag) => tag.code },
        { heading: words.say('assets.name'), kind: 'text', width: 28, value: (tag) => tag.name },
        { heading: words.say('assets.kind'), kind: 'text', value: (tag) => words.say(`assets.tag_kind.${tag.kind}`) },
        { heading: words.say('assets.unit'), kind: 'text', width: 10, value: (tag) => tag.unit },
        { heading: words.say('assets.org'), kind: 'text', width: 28, value: (tag) => place(tag.org) },
        { heading: words.say('assets.asset_code'), kind: 'text', value: (tag) => tag.assetCode },
        { heading: words.say('assets.range_low'), kind: 'number', value: (tag) => tag.rangeLow },
        { heading: words.say('assets.range_high'), kind: 'number', value: (tag) => tag.rangeHigh },
        { heading: words.say('assets.interval'), kind: 'number', value: (tag) => tag.expectedIntervalSeconds },
        ...LIMITS.flatMap((name) => [
          {
            heading: words.say(`assets.limit.${name}`),
            kind: 'number' as const,
            value: (tag: { alarms: { [K in typeof name]?: { threshold: number } } }) => tag.alarms[name]?.threshold,
          },
          {
            heading: `${words.say(`assets.limit.${name}`)} ${words.say('assets.severity')}`,
            kind: 'number' as const,
            value: (tag: { alarms: { [K in typeof name]?: { severity: number } } }) => tag.alarms[name]?.severity,
          },
        ]),
        { heading: words.say('assets.deadband'), kind: 'number', value: (tag) => tag.alarms.deadband },
        { heading: words.say('assets.on_delay'), kind: 'number', value: (tag) => tag.alarms.onDelaySeconds },
        { heading: words.say('assets.off_delay'), kind: 'number', value: (tag) => tag.alarms.offDelaySeconds },
        { heading: words.say('assets.owner'), kind: 'text', value: (tag) => tag.owner },
        { heading: words.say('assets.number'), kind: 'number', value: (tag) => tag.number },
        { heading: words.say('assets.enabled'), kind: 'flag', value: (tag) => tag.enabled },
        { heading: words.say('assets.changed_at'), kind: 'instant', value: (tag) => tag.changedAt },
      ],
    })
    app.get(
      '/history/export',
      { config: { permission: 'assets.read' }, schema: { querystring: ExportChoice.extend(HistoryExportQuery.shape) } },
      async (request, reply) => {
        const { format, lang, probe, ...query } = request.query
        const { rows, portions } = await service.historyRows(request.caller, query, format)
        if (probe) return { rows }
        const raw = query.kind === 'raw'
        return sendSheet<HistoryRow>(request, reply, {
          list: 'assets.history.title',
          format,
          lang,
          filter: query,
          portions,
          columns: ({ words }) => [
            { heading: words.say('assets.code'), kind: 'text', value: (row) => row.code },
            { heading: words.say('assets.name'), kind: 'text', width: 24, value: (row) => row.name },
            { heading: words.say('assets.unit'), kind: 'text', width: 10, value: (row) => row.unit },
            { heading: words.say('assets.history.time'), kind: 'instant', width: 25, milliseconds: raw, value: (row) => row.time },
            ...(raw
              ? [{ heading: words.say('assets.history.value'), kind: 'number' as const, value: (row: HistoryRow) => row.last }]
              : (['mean', 'min', 'max', 'last', 'count'] as const).map((name) => ({
                  heading: words.say(`assets.history.${name}`),
                  kind: 'number' as const,
                  value: (row: HistoryRow) => row[name],
                }))),
            {
              heading: words.say('assets.quality'),
              kind: 'text',
              width: 10,
              value: (row) => (row.quality === null ? null : words.say(`ui.quality.${QUALITY_NAMES[row.quality] ?? 'bad'}`)),
            },
          ],
        })
      },
    )
  }
