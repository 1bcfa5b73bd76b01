-- Puts bytes that were taken for good, and then could not be read, among the dead letters. Should
-- their id be in use again by now, they get another one.
-- KEYS: messages
-- ARGV: [duplicate_window] id other_id reason envelope
-- Returns: nothing
-- Called by: QueueCommands.bury

--@ clock
--@ envelope
--@ settle
local free_id = redis.call('HSETNX', messages, id, envelope) == 1 and id or other_id
if free_id ~= id then
	redis.call('HSET', messages, free_id, envelope)
end
bury(free_id, reason, envelope)
return ''
