/** A short list of things of the design: read whole, with honest loading, error and empty states. */
import { EmptyState, ErrorState } from '@anyuan/ui'
import { Skeleton, Table, type TableColumnsType } from 'antd'
import type { Key, ReactNode } from 'react'

interface Asked<Row> {
  data?: { items: Row[] } | undefined
  isError: boolean
  error: unknown
  refetch: () => unknown
}
export interface ListingProps<Row extends object> {
  asked: Asked<Row>
  columns: TableColumnsType<Row>
  rowKey: (row: Row) => Key
  empty: { title: string; hint?: string }
  /** What this list is, and what can be done with it. */
  note: string
  actions?: ReactNode
}
export function Listing<Row extends object>({ asked, columns, rowKey, empty, note, actions }: ListingProps<Row>) {
  const rows = asked.data?.items
  return (
    <section className="card design-list">
      <div className="design-head">
        <p className="small">{note}</p>
        {actions}
      </div>
      {asked.isError && !rows && <ErrorState error={asked.error} onRetry={() => void asked.refetch()} />}
      {!rows && !asked.isError && <Skeleton active />}
      {rows?.length === 0 && <EmptyState title={empty.title} hint={empty.hint} />}
      {rows && rows.length > 0 && (
        <Table<Row>
          size="middle"
          rowKey={rowKey}
          dataSource={rows}
          columns={columns}
          pagination={rows.length > 50 ? { pageSize: 50 } : false}
          scroll={{ x: 'max-content' }}
          onRow={() => ({ tabIndex: 0 })} // what scrolls must be reached by the keyboard
        />
      )}
    </section>
  )
}
