-- Batches of the import, their files, and what became of each row.
create table import_batch (
  id uuid primary key,
  org ltree not null,
  file_name text not null,
  bytes integer not null,
  by text not null,
  at timestamptz not null,
  -- who acts: the job works in the scope of the person who asked
  caller jsonb not null,
  state jsonb not null,
  counts jsonb,
  notes jsonb not null default '[]',
  file_kept boolean not null default true
);
create index import_batch_tree on import_batch using gist (org);
create index import_batch_at on import_batch (at desc);
alter table import_batch enable row level security;
create policy tenant on import_batch using (org <@ any (anyuan_scope())) with check (org <@ any (anyuan_scope()));

create table import_file (
  batch_id uuid primary key references import_batch (id) on delete cascade,
  org ltree not null,
  kind text not null check (kind in ('xlsx', 'csv')),
  content bytea not null,
  -- the same file with marks, made when it is first asked for
  marked bytea,
  -- where each column of each sheet stands
  layout jsonb
);
alter table import_file enable row level security;
create policy tenant on import_file using (org <@ any (anyuan_scope())) with check (org <@ any (anyuan_scope()));

create table import_row (
  batch_id uuid not null references import_batch (id) on delete cascade,
  org ltree not null,
  sheet text not null,
  row integer not null,
  code text not null,
  verdict text not null check (verdict in ('new', 'changed', 'unchanged', 'wrong')),
  cells jsonb not null,
  changes jsonb not null,
  problems jsonb not null,
  -- what was saved, for the way back
  before jsonb,
  after jsonb,
  senders_before jsonb,
  senders_after jsonb,
  primary key (batch_id, sheet, row)
);
create index import_row_verdict on import_row (batch_id, verdict);
alter table import_row enable row level security;
create policy tenant on import_row using (org <@ any (anyuan_scope())) with check (org <@ any (anyuan_scope()));
