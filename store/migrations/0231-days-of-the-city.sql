-- Days of the city's time zone, of the whole city; kept by the same refresh as the others (0140).
create table observation_city_daily (like observation_city_hourly including all);
insert into observation_city_daily
  select bucket, kind, class, direction, sum(count), sum(valued), sum(value_sum), min(value_min), max(value_max)
    from observation_area_daily group by 1, 2, 3, 4;
