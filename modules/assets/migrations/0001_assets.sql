-- Assets and tags.
create table asset (
  id uuid primary key,
  org ltree not null,
  code text not null unique,
  name text not null,
  kind text not null,
  position jsonb,
  outline jsonb,
  detail jsonb not null,
  changed_at timestamptz not null
);
create index asset_tree on asset using gist (org);
alter table asset enable row level security;
create policy tenant on asset using (org <@ any (anyuan_scope())) with check (org <@ any (anyuan_scope()));

-- `number` is the tag's number in the archive: 4 bytes a sample instead of a code
create table tag (
  number integer generated always as identity primary key,
  org ltree not null,
  code text not null unique,
  name text not null,
  asset_code text,
  kind text not null,
  unit text not null,
  range_low double precision not null,
  range_high double precision not null,
  expected_interval_seconds double precision not null,
  owner text,
  position jsonb,
  alarms jsonb not null,
  guidance jsonb,
  enabled boolean not null default true,
  changed_at timestamptz not null
);
create index tag_tree on tag using gist (org);
create index tag_asset on tag (asset_code);
alter table tag enable row level security;
create policy tenant on tag using (org <@ any (anyuan_scope())) with check (org <@ any (anyuan_scope()));
