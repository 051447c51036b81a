-- How often readings of a sensor were promised, and when: what was promised then is not what is promised now.
create table sensor_pace (
  sensor_id text not null,
  -- -infinity: since it is known.
  from_at timestamptz not null,
  to_at timestamptz,
  every_s real not null,
  primary key (sensor_id, from_at)
);
insert into sensor_pace (sensor_id, from_at, every_s) select id, '-infinity', every_s from sensor;

create function keep_sensor_pace() returns trigger language plpgsql as $$
begin
  if exists (select from sensor_pace where sensor_id = new.id and to_at is null and every_s = new.every_s) then
    return null;
  end if;
  update sensor_pace set to_at = now() where sensor_id = new.id and to_at is null and from_at < now();
  insert into sensor_pace (sensor_id, from_at, every_s)
    values (new.id, case when exists (select from sensor_pace where sensor_id = new.id) then now() else '-infinity' end, new.every_s)
  on conflict (sensor_id, from_at) do update set every_s = excluded.every_s, to_at = null;
  return null;
end $$;
create trigger keep_pace after insert or update on sensor for each row execute function keep_sensor_pace();
