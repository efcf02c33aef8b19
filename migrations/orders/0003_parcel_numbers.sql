-- No shop sends under another's tracking number: whoever could give one would follow that shop's parcel.
create index parcels_number on orders.parcels (carrier, tracking);
