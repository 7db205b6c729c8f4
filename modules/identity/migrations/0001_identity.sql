-- Accounts with their grants, sessions, and the audit trail.
create table account (
  id uuid primary key,
  org ltree not null,
  login text not null unique,
  name text not null,
  phone text,
  password_hash text not null,
  must_change_password boolean not null,
  enabled boolean not null default true,
  failed_count integer not null default 0,
  locked_until timestamptz,
  last_sign_in_at timestamptz,
  created_at timestamptz not null
);
create index account_tree on account using gist (org);
alter table account enable row level security;
create policy tenant on account using (org <@ any (anyuan_scope())) with check (org <@ any (anyuan_scope()));

create table account_grant (
  account_id uuid not null references account (id) on delete cascade,
  role text not null,
  org ltree not null,
  primary key (account_id, role, org)
);
alter table account_grant enable row level security;
create policy tenant on account_grant using (org <@ any (anyuan_scope())) with check (org <@ any (anyuan_scope()));

-- only the digest of the session's token is kept
create table session (
  token_digest text primary key,
  account_id uuid not null references account (id) on delete cascade,
  org ltree not null,
  address text not null,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null
);
create index session_account on session (account_id);
alter table session enable row level security;
create policy tenant on session using (org <@ any (anyuan_scope())) with check (org <@ any (anyuan_scope()));

create table audit_trail (
  sequence bigint generated always as identity primary key,
  at timestamptz not null,
  org ltree not null,
  account_id uuid,
  name text not null,
  address text not null,
  action text not null,
  object text not null,
  outcome text not null check (outcome in ('done', 'refused')),
  before jsonb,
  after jsonb
);
comment on table audit_trail is 'append-only: the application may add and read, never change';
create index audit_trail_at on audit_trail (at desc);
alter table audit_trail enable row level security;
-- anybody's act may be added; what belongs to no place (a failed sign-in of an unknown name) is shown to whoever may read audit at all
create policy audit_add on audit_trail for insert with check (true);
create policy audit_read on audit_trail for select using (org <@ any (anyuan_scope()) or (org = '' and anyuan_scope() <> '{}'));
