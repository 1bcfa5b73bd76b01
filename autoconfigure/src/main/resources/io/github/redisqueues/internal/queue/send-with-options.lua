-- Adds messages, all or none, with all options that a send or a queue can have. Leaves a message alone
-- whose id or deduplication id is known.
-- KEYS: messages ready withdrawn waiters paused delayed expiries attempts dead deduplication remembered places
-- ARGV: [capacity duplicate_window publish_counts_subscribers delay deliver_at time_to_live flags priority ids_are_given in_due_order waiting max_delay] wake_channel process deduplication_id group ...
--       for each message its id and the rest of its envelope
-- Returns: what reply-to-send.lua says
-- Called by: SendClient.send (unless send.lua is enough), SendClient.step (as a part of fan-out.lua)

--@ clock
--@ add-messages
