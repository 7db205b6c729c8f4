-- Organisation units on one tree, and the ground features of a park's plan.
create table org_unit (
  org ltree primary key,
  level text not null check (level in ('province', 'city', 'park', 'enterprise', 'area', 'unit')),
  code text not null unique,
  name text not null,
  name_en text,
  position jsonb,
  outline jsonb,
  trade text,
  phone text,
  enabled boolean not null default true,
  changed_at timestamptz not null
);
create index org_unit_tree on org_unit using gist (org);
alter table org_unit enable row level security;
-- ancestors are readable, so that a path can be shown in words; only descendants are writable
create policy org_unit_read on org_unit for select using (org <@ any (anyuan_scope()) or org @> any (anyuan_scope()));
create policy org_unit_insert on org_unit for insert with check (org <@ any (anyuan_scope()));
create policy org_unit_update on org_unit for update using (org <@ any (anyuan_scope())) with check (org <@ any (anyuan_scope()));
create policy org_unit_delete on org_unit for delete using (org <@ any (anyuan_scope()));

create table ground_feature (
  id text primary key,
  org ltree not null,
  kind text not null,
  name text,
  width_metres double precision,
  outline jsonb not null
);
create index ground_feature_tree on ground_feature using gist (org);
alter table ground_feature enable row level security;
create policy tenant on ground_feature using (org <@ any (anyuan_scope())) with check (org <@ any (anyuan_scope()));
