-- The audit log is kept for ever unless a city says otherwise: what one person did, or what was done to one thing, is found
-- without reading all of it.
create index audit_username on audit (username, id desc);
create index audit_action on audit (action, id desc);
create index audit_subject on audit (subject, id desc);
