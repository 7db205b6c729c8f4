-- Ground of the house: organisation paths, the data scope of a transaction, the outbox.
create extension if not exists ltree;

-- The organisation paths that this transaction may see; nothing at all if it did not say. {""} (the empty path) sees the whole house.
create function anyuan_scope() returns ltree[] language sql stable parallel safe as
  $$ select coalesce(nullif(current_setting('anyuan.scope', true), ''), '{}')::ltree[] $$;

create table outbox (
  sequence bigint generated always as identity primary key,
  at timestamptz not null default now(),
  type text not null,
  payload jsonb not null
);
create table outbox_cursor (consumer text primary key, sequence bigint not null);
