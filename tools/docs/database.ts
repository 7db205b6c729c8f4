/** The database schema, read off a real PostgreSQL after all migrations. */
import { HOUSE_MIGRATIONS, migrate } from '@anyuan/db'
import { startEmbedded } from '@anyuan/db/embedded'
import type { Module } from '@anyuan/host'
import pg from 'pg'
import { table } from './table.ts'

interface Column {
  table: string
  column: string
  type: string
  nullable: boolean
}

export async function databaseSchema(dir: string, modules: readonly Module[]): Promise<string> {
  const server = await startEmbedded({ dir, settings: { fsync: 'off' } })
  const client = new pg.Client({ connectionString: server.ownerUrl })
  try {
    await migrate(server.ownerUrl, [...HOUSE_MIGRATIONS, ...modules.flatMap((module) => module.migrations)])
    await client.connect()
    const { rows: columns } = await client.query<Column>(
      `select c.relname as table, a.attname as column, format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull as nullable
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1, a.attnum`,
    )
    const { rows: policies } = await client.query<{
      table: string
      policy: string
      command: string
      using: string | null
      check: string | null
    }>(
      `select tablename as table, policyname as policy, cmd as command, qual as using, with_check as check from pg_policies where schemaname = 'public' order by 1, 2`,
    )
    const byTable = Map.groupBy(columns, (column) => column.table)
    const sections = [...byTable].map(([name, own]) => {
      const walls = policies.filter((policy) => policy.table === name)
      const wall =
        walls.length > 0
          ? walls
              .map(
                (p) =>
                  `- \`${p.policy}\` (${p.command}): ${[p.using && `sees \`${p.using}\``, p.check && `writes \`${p.check}\``].filter(Boolean).join(', ')}`,
              )
              .join('\n')
          : '- none: holds nothing of a tenant'
      return `## ${name}\n\n${table(
        ['column', 'type', 'null'],
        own.map((c) => [`\`${c.column}\``, c.type, c.nullable ? 'yes' : '']),
      )}\n${wall}\n`
    })
    return `# Database schema (数据库结构)\n\n${sections.join('\n')}`
  } finally {
    await client.end().catch(() => {})
    await server.stop()
  }
}
