-- Alarm design: things of the design in versions, change requests, and differences between what runs and what was approved.
create table alarm_design_version (
  kind text not null check (kind in ('class', 'guidance', 'suppression', 'calendar')),
  org ltree not null,
  code text not null,
  version integer not null,
  -- null takes the thing away
  body jsonb,
  author text not null,
  reason text not null,
  at timestamptz not null,
  primary key (kind, org, code, version)
);
comment on table alarm_design_version is 'append-only: the application may add and read, never change';
create index alarm_design_version_tree on alarm_design_version using gist (org);
alter table alarm_design_version enable row level security;
create policy tenant on alarm_design_version using (org <@ any (anyuan_scope())) with check (org <@ any (anyuan_scope()));

create table alarm_change (
  id uuid primary key,
  number integer generated always as identity unique,
  org ltree not null,
  state text not null,
  created_at timestamptz not null,
  -- when an approved request is carried out
  due_at timestamptz,
  tag_numbers integer[] not null,
  body jsonb not null,
  rehearsal jsonb not null
);
create index alarm_change_tree on alarm_change using gist (org);
create index alarm_change_due on alarm_change (due_at) where state = 'approved';
alter table alarm_change enable row level security;
create policy tenant on alarm_change using (org <@ any (anyuan_scope())) with check (org <@ any (anyuan_scope()));

create table alarm_setting_difference (
  id integer generated always as identity primary key,
  org ltree not null,
  kind text not null check (kind in ('altered', 'missing', 'foreign', 'unapproved')),
  alarm_number integer,
  tag_number integer not null,
  tag_code text not null,
  found_at timestamptz not null,
  ended_at timestamptz
);
create index alarm_setting_difference_tree on alarm_setting_difference using gist (org);
alter table alarm_setting_difference enable row level security;
create policy tenant on alarm_setting_difference using (org <@ any (anyuan_scope())) with check (org <@ any (anyuan_scope()));

-- each comparison, so that hours without one are known
create table alarm_setting_comparison (
  at timestamptz primary key,
  org ltree not null,
  alarms integer not null,
  differences integer not null
);
alter table alarm_setting_comparison enable row level security;
create policy tenant on alarm_setting_comparison using (org <@ any (anyuan_scope())) with check (org <@ any (anyuan_scope()));

-- each time a rule took an alarm from the list: from the events of alarms, once each
create table alarm_suppressed (
  event_sequence bigint primary key,
  org ltree not null,
  rule text not null,
  alarm_number integer not null,
  at timestamptz not null
);
comment on table alarm_suppressed is 'append-only: the application may add and read, never change';
create index alarm_suppressed_rule on alarm_suppressed (rule, at);
alter table alarm_suppressed enable row level security;
create policy tenant on alarm_suppressed using (org <@ any (anyuan_scope())) with check (org <@ any (anyuan_scope()));
