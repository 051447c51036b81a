-- What is usual in each hour of the week at each sensor, learned from the hourly sums of the last weeks.
create table usual_sensor (
  sensor_id text not null,
  -- 0: Monday 00:00 … 167: Sunday 23:00, by the clock of the city
  slot int not null check (slot between 0 and 167),
  -- hours it was learned from
  weeks int not null,
  -- median of the means of such hours
  usual double precision not null,
  -- nine of ten such means lie between
  low double precision not null,
  high double precision not null,
  -- median distance from the median × 1.4826: the standard deviation, were the hours normally distributed
  spread double precision not null,
  primary key (sensor_id, slot)
);
