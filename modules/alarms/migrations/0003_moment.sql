-- What stood at a past moment is the last entry of each alarm before it.
create index alarm_event_alarm_at on alarm_event (alarm_number, at desc, sequence desc);
