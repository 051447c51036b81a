-- Cameras that look straight down on a road: models know cars from the side, and take roofs for phones and suitcases.
alter table camera add column looks_down boolean not null default false;
