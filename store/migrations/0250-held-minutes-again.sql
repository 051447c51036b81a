-- `tries` counts what an agent could not bring; asking one that does not answer is none of them.
-- After each it is left alone for a while, longer each time.
alter table held_footage add column not_before timestamptz;
update held_footage set tries = 0 where state = 'waiting';
