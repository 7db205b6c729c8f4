-- Alarms that came back into service by the clock and that nobody has tested since.
create table alarm_untested (
  alarm_number bigint primary key,
  org ltree not null,
  tag_number integer not null,
  tag_code text not null,
  tag_name text not null,
  returned_at timestamptz not null
);
alter table alarm_untested enable row level security;
create policy tenant on alarm_untested using (org <@ any (anyuan_scope())) with check (org <@ any (anyuan_scope()));
