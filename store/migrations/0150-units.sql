-- Units alerts are handed to, whom the alerts of a rule are for, and what became of wards that were merged.

create table unit (
  id text primary key,
  name_vi text not null,
  name_en text not null,
  -- null: for the whole city
  area_id text,
  phone text,
  -- null: at work
  ended_at timestamptz
);
create trigger announce after insert or update or delete on unit for each statement execute function announce_settings();
-- Whom the console could call until now; an admin names them anew or ends them.
insert into unit (id, name_vi, name_en, phone) values
  ('police-113', 'Cảnh sát 113', 'Police 113', '113'),
  ('traffic-police', 'Cảnh sát giao thông', 'Traffic police', null),
  ('fire-rescue', 'Cứu hoả, cứu nạn', 'Fire and rescue', '114'),
  ('ambulance', 'Cấp cứu 115', 'Ambulance 115', '115'),
  ('urban-order', 'Đội trật tự đô thị', 'Urban order team', null),
  ('drainage', 'Thoát nước đô thị', 'City drainage', null),
  ('technicians', 'Kỹ thuật camera', 'Camera technicians', null);

-- Who belongs to a unit sees what is handed to it.
alter table account add column unit_id text references unit;
drop trigger announce on account;
create trigger announce after update of role, area_ids, unit_id, enabled, password_hash or delete on account
  for each row execute function announce_account();

-- {kind: unit | ward | role, id}; an alert keeps it with the name it had when it was raised
alter table rule add column recipient jsonb;
create or replace view rule_now as
  select distinct on (id) * from rule order by id, version desc;
alter table alert add column recipient jsonb;

-- The area into which one that has ended was merged.
alter table area add column successor_id text;

-- What an area has become by now: itself, or the area at the end of its line of successors.
create function area_now(given text) returns text language sql stable as $$
  with recursive heir(id, n) as (
    select given, 0
    union all
    select last.successor_id, heir.n + 1
      from heir cross join lateral (
        select successor_id, valid_to from area where area.id = heir.id order by valid_from desc limit 1) as last
     where heir.n < 32 and last.successor_id is not null and last.valid_to <= now()
  )
  select id from heir order by n desc limit 1
$$;

-- Officers of a ward that was merged are officers of the ward it went into.
create or replace function area_and_below(ids text[]) returns text[] language sql stable as $$
  with recursive mine(id) as (
    select unnest(ids)
    union
    select next.id from mine cross join lateral (
      select area.id from area where area.parent_id = mine.id
      union all
      select area.successor_id from area
       where area.id = mine.id and area.successor_id is not null and area.valid_to <= now()) as next
  )
  select case when ids is null then null else coalesce(array_agg(id), '{}') end from mine
$$;

-- A rule's recipient as an alert keeps it.
create function named_recipient(given jsonb) returns jsonb language sql stable as $$
  select case given ->> 'kind'
    when 'unit' then given || jsonb_build_object(
      'name', coalesce((select name_vi from unit where id = given ->> 'id'), given ->> 'id'))
    when 'ward' then (
      select jsonb_build_object('kind', 'ward', 'id', ward.id, 'name', coalesce(
               (select name_vi from area where area.id = ward.id order by valid_from desc limit 1), ward.id))
        from (select area_now(given ->> 'id') as id) as ward)
    when 'role' then given || jsonb_build_object('name', given ->> 'id')
  end
$$;
