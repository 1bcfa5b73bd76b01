-- Adds messages, all or none, with all that a send or a queue can ask for. An id that stands already
-- is left alone, and so is a message whose deduplication id stands already.
-- ARGV: [capacity duplicate_window heard_is_exact delay deliver_at time_to_live flags priority ids_are_given in_due_order] wake_channel deduplication_id group ...
--       and for each message its id and the rest of its envelope
-- Returns: 1 if there was no room, otherwise 0; the size of the queue if so; the id that stands for the deduplication id, or ''
-- Called by: SendCommands.send, unless send.lua will do; fan-out.lua

--@ clock
--@ add
