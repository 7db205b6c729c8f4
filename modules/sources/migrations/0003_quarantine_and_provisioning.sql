-- What was refused can be offered again; a source is handed to its gateway by a code that works once.
alter table quarantine add column truncated boolean not null default false;
update quarantine set truncated = char_length(payload) >= 2048;
alter table quarantine add column processed_at timestamptz;
alter table quarantine add column processed_by text;
alter table quarantine add column tried_at timestamptz;
alter table quarantine add column tried_reason text;
alter table quarantine add column tried_detail text;
create index quarantine_reason on quarantine (reason, at desc);

create table provision (
  id uuid primary key,
  source_id uuid not null references source (id) on delete cascade,
  org ltree not null,
  code_digest text not null unique,
  made_at timestamptz not null,
  made_by text not null,
  expires_at timestamptz not null,
  redeemed_at timestamptz,
  redeemed_from text,
  revoked_at timestamptz
);
-- one code at a time is open for a source
create unique index provision_open on provision (source_id) where redeemed_at is null and revoked_at is null;
alter table provision enable row level security;
create policy tenant on provision using (org <@ any (anyuan_scope())) with check (org <@ any (anyuan_scope()));
