-- Mails whose texts are still kept: looked for by age, to empty them.
create index mails_kept on notifications.mails (sent_at) where recipient <> '';
