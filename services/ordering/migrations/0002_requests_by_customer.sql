-- A request_id belongs to the customer who made it: nobody can take somebody else's, nor learn by trying that it was used.
alter table orders drop constraint orders_request_id;
alter table orders add constraint orders_request_id unique (customer_id, request_id);
