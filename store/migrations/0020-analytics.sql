-- What judging needs: a reader's turn, so that of two processes only the one that read can move it.
alter table reader add column turn bigint not null default 0;
