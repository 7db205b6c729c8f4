-- Records of alarm-design (报警设计).
create table alarm_design_record (
  id uuid primary key,
  org ltree not null,
  name text not null,
  state text not null check (state in ('open', 'closed')),
  opened_by text not null,
  opened_at timestamptz not null,
  closed_by text,
  closed_at timestamptz,
  conclusion text,
  check ((state = 'closed') = (closed_by is not null and closed_at is not null and conclusion is not null))
);
create index alarm_design_record_tree on alarm_design_record using gist (org);
create index alarm_design_record_opened on alarm_design_record (opened_at desc);
alter table alarm_design_record enable row level security;
create policy tenant on alarm_design_record using (org <@ any (anyuan_scope())) with check (org <@ any (anyuan_scope()));
