-- What people add to an occurrence, with what it rose, whether it called anybody; floods; when the house was listening; monthly reports.
alter table alarm_occurrence
  add column silenced_by text,
  add column set_aside text,
  add column drill boolean not null default false,
  add column reannounced integer not null default 0,
  add column group_of text,
  add column late boolean not null default false,
  add column assignee_id uuid,
  add column assignee_name text;
create index alarm_occurrence_alarm on alarm_occurrence (alarm_number, raised_at desc);
create index alarm_occurrence_group on alarm_occurrence (group_of);
create index alarm_occurrence_assignee on alarm_occurrence (assignee_id) where assignee_id is not null;

create table alarm_comment (
  id bigint generated always as identity primary key,
  org ltree not null,
  occurrence text not null references alarm_occurrence,
  at timestamptz not null,
  by text not null,
  text text not null
);
comment on table alarm_comment is 'append-only: the application may add and read, never change';
create index alarm_comment_occurrence on alarm_comment (occurrence, id);
alter table alarm_comment enable row level security;
create policy tenant on alarm_comment using (org <@ any (anyuan_scope())) with check (org <@ any (anyuan_scope()));

create table alarm_flood (
  org ltree not null,
  started_at timestamptz not null,
  recognised_at timestamptz not null,
  ended_at timestamptz,
  activations integer not null,
  peak integer not null,
  first_out text,
  primary key (org, started_at)
);
create index alarm_flood_open on alarm_flood (org) where ended_at is null;
alter table alarm_flood enable row level security;
create policy tenant on alarm_flood using (org <@ any (anyuan_scope())) with check (org <@ any (anyuan_scope()));

create table alarm_watched (
  bucket timestamptz primary key
);
comment on table alarm_watched is 'starts of the 10-minute windows in which the alarm journal could be read';

create table alarm_report (
  org ltree not null,
  month text not null,
  made_at timestamptz not null,
  by text,
  document bytea not null,
  primary key (org, month)
);
alter table alarm_report enable row level security;
create policy tenant on alarm_report using (org <@ any (anyuan_scope())) with check (org <@ any (anyuan_scope()));
