-- What an admin asks the agent beside the cameras while setting one up; the answer waits here for the gateway that asked.
create table agent_question (
  request_id text primary key,
  -- sha256 of the token the agent presents with its answer
  token_hash bytea not null,
  agent_id text not null references agent on delete cascade,
  kind text not null,
  asked_at timestamptz not null,
  answered_at timestamptz,
  -- as the agent gave it, checked by whoever takes it
  answer jsonb
);
create index agent_question_asked_at on agent_question (asked_at);
