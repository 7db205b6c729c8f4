-- The operating state of an asset, calculated tags, and the versions of what is set of a tag's alarms.
alter table asset add column operating_state text not null default 'normal' check (operating_state in ('normal', 'startup_shutdown', 'overhaul'));
alter table tag add column formula text;
create index tag_calculated on tag (number) where formula is not null;

create table tag_setting (
  tag_number integer not null references tag (number) on delete cascade,
  version integer not null,
  org ltree not null,
  alarms jsonb not null,
  formula text,
  author text not null,
  approved_by text,
  reason text not null,
  -- number of the change request; a request that is carried out twice changes once
  request integer,
  effective_at timestamptz not null,
  primary key (tag_number, version),
  unique (tag_number, request)
);
comment on table tag_setting is 'append-only: the application may add and read, never change';
create index tag_setting_tree on tag_setting using gist (org);
alter table tag_setting enable row level security;
create policy tenant on tag_setting using (org <@ any (anyuan_scope())) with check (org <@ any (anyuan_scope()));
insert into tag_setting (tag_number, version, org, alarms, formula, author, reason, effective_at)
  select number, 1, org, alarms, formula, 'migration', 'first', changed_at from tag;
