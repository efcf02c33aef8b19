-- The trace that a mail belongs to (W3C trace context); it is sent by the clock, long after whatever led to it.
alter table notifications.mails add column traceparent text;
