-- Days with the number in each of their hours: a week's pattern over a year, the map of a week, one camera's month. Kept by
-- the same refresh as the others (0021, 0101). h0 is the first hour of the day in the city's time zone; where clocks are
-- put back a day has 25.
create table observation_camera_hours (
  bucket timestamptz not null,
  kind text not null,
  camera_id text not null,
  class text,
  area_id text,
  h0 int not null, h1 int not null, h2 int not null, h3 int not null, h4 int not null,
  h5 int not null, h6 int not null, h7 int not null, h8 int not null, h9 int not null,
  h10 int not null, h11 int not null, h12 int not null, h13 int not null, h14 int not null,
  h15 int not null, h16 int not null, h17 int not null, h18 int not null, h19 int not null,
  h20 int not null, h21 int not null, h22 int not null, h23 int not null, h24 int not null,
  unique nulls not distinct (kind, bucket, camera_id, class, area_id)
);
create index on observation_camera_hours (camera_id, bucket);

create table observation_way_hours (
  bucket timestamptz not null,
  kind text not null,
  camera_id text not null,
  zone_id text,
  direction text,
  area_id text,
  h0 int not null, h1 int not null, h2 int not null, h3 int not null, h4 int not null,
  h5 int not null, h6 int not null, h7 int not null, h8 int not null, h9 int not null,
  h10 int not null, h11 int not null, h12 int not null, h13 int not null, h14 int not null,
  h15 int not null, h16 int not null, h17 int not null, h18 int not null, h19 int not null,
  h20 int not null, h21 int not null, h22 int not null, h23 int not null, h24 int not null,
  unique nulls not distinct (kind, bucket, camera_id, zone_id, direction, area_id)
);
create index on observation_way_hours (camera_id, bucket);

create table observation_area_hours (
  bucket timestamptz not null,
  kind text not null,
  class text,
  direction text,
  area_id text,
  h0 int not null, h1 int not null, h2 int not null, h3 int not null, h4 int not null,
  h5 int not null, h6 int not null, h7 int not null, h8 int not null, h9 int not null,
  h10 int not null, h11 int not null, h12 int not null, h13 int not null, h14 int not null,
  h15 int not null, h16 int not null, h17 int not null, h18 int not null, h19 int not null,
  h20 int not null, h21 int not null, h22 int not null, h23 int not null, h24 int not null,
  unique nulls not distinct (kind, bucket, class, direction, area_id)
);
create index on observation_area_hours (area_id, bucket);

create table observation_city_hours (
  bucket timestamptz not null,
  kind text not null,
  class text,
  direction text,
  h0 int not null, h1 int not null, h2 int not null, h3 int not null, h4 int not null,
  h5 int not null, h6 int not null, h7 int not null, h8 int not null, h9 int not null,
  h10 int not null, h11 int not null, h12 int not null, h13 int not null, h14 int not null,
  h15 int not null, h16 int not null, h17 int not null, h18 int not null, h19 int not null,
  h20 int not null, h21 int not null, h22 int not null, h23 int not null, h24 int not null,
  unique nulls not distinct (kind, bucket, class, direction)
);

-- Of what is summed already, a month at a time: first by number of series, then in words.
create temp table quarter_of (bucket timestamptz primary key, day timestamptz not null, hour int not null);
create temp table series_hours (day timestamptz not null, series int not null, h0 int not null, h1 int not null, h2 int not null, h3 int not null, h4 int not null, h5 int not null, h6 int not null, h7 int not null, h8 int not null, h9 int not null, h10 int not null, h11 int not null, h12 int not null, h13 int not null, h14 int not null, h15 int not null, h16 int not null, h17 int not null, h18 int not null, h19 int not null, h20 int not null, h21 int not null, h22 int not null, h23 int not null, h24 int not null);
do $$
declare
  zone text := (select time_zone from rollup_zone);
  month timestamp := date_trunc('month', (select min(bucket) from observation_15min_packed) at time zone zone);
  hours text := (select string_agg(format('coalesce(sum(count) filter (where hour = %s), 0)', i), ', ' order by i)
                   from generate_series(0, 24) i);
  sums text := (select string_agg(format('sum(h%s)', i), ', ' order by i) from generate_series(0, 24) i);
  level record;
begin
  while month at time zone zone <= (select max(bucket) from observation_15min_packed) loop
    truncate quarter_of, series_hours;
    insert into quarter_of
      select q, date_trunc('day', q, zone), floor(extract(epoch from q - date_trunc('day', q, zone)) / 3600)
        from generate_series(month at time zone zone, (month + interval '1 month') at time zone zone - interval '1 second',
                             interval '15 minutes') q;
    execute 'insert into series_hours select day, series, ' || hours || '
      from observation_15min_packed q join quarter_of using (bucket) where q.bucket >= $1 and q.bucket < $2 group by 1, 2'
      using month at time zone zone, (month + interval '1 month') at time zone zone;
    analyze series_hours;
    for level in values ('camera', 'kind, camera_id, class, area_id'),
                        ('way', 'kind, camera_id, zone_id, direction, area_id'),
                        ('area', 'kind, class, direction, area_id') loop
      execute format('insert into observation_%1$s_hours select day, %2$s, %3$s
        from series_hours join observation_series s on s.id = series group by day, %2$s order by day', level.column1, level.column2, sums);
    end loop;
    month := month + interval '1 month';
  end loop;
end $$;
drop table quarter_of, series_hours;
insert into observation_city_hours
  select bucket, kind, class, direction, sum(h0), sum(h1), sum(h2), sum(h3), sum(h4), sum(h5), sum(h6), sum(h7), sum(h8), sum(h9), sum(h10), sum(h11), sum(h12), sum(h13), sum(h14), sum(h15), sum(h16), sum(h17), sum(h18), sum(h19), sum(h20), sum(h21), sum(h22), sum(h23), sum(h24)
    from observation_area_hours group by 1, 2, 3, 4;

-- What these told is told by days with their hours.
drop table observation_area_hourly;
drop table observation_city_hourly;
drop table observation_camera_hourly;
drop table observation_camera_daily;
