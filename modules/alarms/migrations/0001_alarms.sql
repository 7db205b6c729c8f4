-- What the pipeline's alarm journal said, copied in order; the state each alarm is in; one row per rise.
create table alarm_journal_cursor (
  journal text primary key,
  sequence bigint not null
);

create table alarm_event (
  journal text not null,
  sequence bigint not null,
  org ltree not null,
  at timestamptz not null,
  alarm_number bigint not null,
  tag_number integer not null,
  occurrence text,
  type text not null,
  body jsonb not null,
  primary key (journal, sequence)
);
comment on table alarm_event is 'append-only: the application may add and read, never change';
create index alarm_event_occurrence on alarm_event (occurrence, sequence);
alter table alarm_event enable row level security;
create policy tenant on alarm_event using (org <@ any (anyuan_scope())) with check (org <@ any (anyuan_scope()));

create table alarm_state (
  alarm_number bigint primary key,
  org ltree not null,
  tag_number integer not null,
  tag_code text not null,
  tag_name text not null,
  unit text not null,
  asset_code text,
  sequence bigint not null,
  standing boolean not null,
  state jsonb not null
);
create index alarm_state_standing on alarm_state using gist (org) where standing;
alter table alarm_state enable row level security;
create policy tenant on alarm_state using (org <@ any (anyuan_scope())) with check (org <@ any (anyuan_scope()));

create table alarm_occurrence (
  occurrence text primary key,
  org ltree not null,
  alarm_number bigint not null,
  tag_number integer not null,
  tag_code text not null,
  tag_name text not null,
  unit text not null,
  asset_code text,
  severity smallint not null,
  worst jsonb not null,
  raised_at timestamptz not null,
  acknowledged_at timestamptz,
  acknowledged_by text,
  handled_at timestamptz,
  handled_by text,
  handling_note text,
  returned_at timestamptz,
  closed_at timestamptz
);
create index alarm_occurrence_raised on alarm_occurrence (raised_at desc);
create index alarm_occurrence_tag on alarm_occurrence (tag_code, raised_at desc);
create index alarm_occurrence_open on alarm_occurrence using gist (org) where closed_at is null;
alter table alarm_occurrence enable row level security;
create policy tenant on alarm_occurrence using (org <@ any (anyuan_scope())) with check (org <@ any (anyuan_scope()));
