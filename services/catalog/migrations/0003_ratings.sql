-- What customers think of a product: a copy of reviews', kept by its events; rating_version is the newest that was seen.
alter table products
  add column average_stars  double precision not null default 0,
  add column review_count   int not null default 0,
  add column rating_version bigint not null default 0;
