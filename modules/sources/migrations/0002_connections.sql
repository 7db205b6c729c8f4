-- How a source is reached, where in it each tag is found, and from which networks it may come.
alter table source drop constraint source_protocol_check;
alter table source add constraint source_protocol_check
  check (protocol in ('mqtt', 'http', 'sparkplug', 'hj212', 'edge', 'opcua', 'modbus', 'file'));
alter table source add column connection jsonb;
update source set connection = jsonb_build_object('protocol', protocol);
alter table source alter column connection set not null;
alter table source add column points jsonb not null default '[]';
alter table source add column addresses text[] not null default '{}';
alter table source add column via_edge boolean not null default false;
-- a listening door finds the source by what the packet says: it must be one
create unique index source_hj212 on source ((connection ->> 'deviceNumber')) where protocol = 'hj212';
create unique index source_sparkplug on source ((connection ->> 'groupId'), (connection ->> 'edgeNodeId')) where protocol = 'sparkplug';
