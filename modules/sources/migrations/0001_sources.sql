-- Data sources, what each may send, and what was refused.
create table source (
  id uuid primary key,
  org ltree not null,
  code text not null unique,
  name text not null,
  protocol text not null check (protocol in ('mqtt', 'http')),
  credential_digest text not null,
  credential_set_at timestamptz not null,
  enabled boolean not null default true,
  changed_at timestamptz not null
);
create index source_tree on source using gist (org);
alter table source enable row level security;
create policy tenant on source using (org <@ any (anyuan_scope())) with check (org <@ any (anyuan_scope()));

create table source_tag (
  source_id uuid not null references source (id) on delete cascade,
  org ltree not null,
  tag_code text not null,
  primary key (source_id, tag_code)
);
alter table source_tag enable row level security;
create policy tenant on source_tag using (org <@ any (anyuan_scope())) with check (org <@ any (anyuan_scope()));

create table quarantine (
  id bigint generated always as identity primary key,
  org ltree not null,
  at timestamptz not null,
  source_code text not null,
  reason text not null,
  tag_code text,
  detail text,
  payload text not null
);
create index quarantine_at on quarantine (at desc);
create index quarantine_source on quarantine (source_code, at desc);
alter table quarantine enable row level security;
create policy tenant on quarantine using (org <@ any (anyuan_scope())) with check (org <@ any (anyuan_scope()));
