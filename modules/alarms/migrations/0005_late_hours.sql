-- Hours of tags that received samples which no alarm has judged live; they are judged again by the hourly repair.
create table alarm_late_hour (
  tag_number integer not null,
  hour timestamptz not null,
  noted_at timestamptz not null,
  primary key (tag_number, hour)
);
create index alarm_late_hour_noted on alarm_late_hour (noted_at);
comment on table alarm_late_hour is 'tag-hours that wait to be judged again, because samples came late';
