-- An operator's way to end a key that somebody else may have: it signs nothing more, and within seconds nobody takes its tokens.
alter table token_keys add column withdrawn boolean not null default false;
