-- What members of a shop are told in its room, and what somebody is told who applies for one.
create table notifications.notices (
    -- Version 7: the order of the ids is the order in which they came.
    id         uuid        primary key,
    -- The shop that is told, or the applicant.
    audience   uuid        not null,
    kind       text        not null,
    title      text        not null,
    text       text        not null,
    -- A path of the shop.
    href       text        not null,
    created_at timestamptz not null default now()
);

create index notices_of on notifications.notices (audience, id desc);
create index notices_by_age on notifications.notices (created_at);

-- What one reader has seen of it: one by one,
create table notifications.reads (
    reader    uuid not null,
    notice_id uuid not null references notifications.notices (id) on delete cascade,
    primary key (reader, notice_id)
);

create index reads_of_notice on notifications.reads (notice_id);

-- and everything up to here.
create table notifications.read_up_to (
    reader    uuid not null,
    audience  uuid not null,
    notice_id uuid not null,
    primary key (reader, audience)
);

-- About what a shop wants mail, where it has decided; the rest is as the kind says.
create table notifications.mail_choices (
    seller_id uuid    not null,
    kind      text    not null,
    mail      boolean not null,
    primary key (seller_id, kind)
);

-- Shops that wait for the market's word, applied or suspended. An approval is news to them; to others it only says that
-- they present themselves in another way.
create table notifications.shops_waiting (
    seller_id uuid primary key
);
