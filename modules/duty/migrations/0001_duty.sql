-- The shift log. Rows are added, never changed.
create table shift_log (
  id bigint generated always as identity primary key,
  org ltree not null,
  at timestamptz not null,
  kind text not null check (kind in ('remark', 'alarm', 'handover')),
  text text,
  code text,
  params jsonb not null,
  by text,
  -- the outbox sequence of the event that wrote the line: an event heard twice writes once
  event_sequence bigint unique
);
comment on table shift_log is 'append-only: the application may add and read, never change';
create index shift_log_tree on shift_log using gist (org);
create index shift_log_at on shift_log (at desc);
alter table shift_log enable row level security;
create policy tenant on shift_log using (org <@ any (anyuan_scope())) with check (org <@ any (anyuan_scope()));
