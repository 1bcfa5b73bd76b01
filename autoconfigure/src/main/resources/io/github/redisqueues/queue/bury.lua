-- Puts bytes that were taken for good, and then could not be read, among the dead letters. Should
-- their id be in use again by now, they get another one.
-- Include: clock envelope settle
-- ARGV: #duplicate_window id other_id reason envelope
-- Returns: {1}
-- Called by: QueueCommands.bury

local free_id = redis.call('HEXISTS', messages, id) == 0 and id or other_id
redis.call('HSET', messages, free_id, envelope)
bury(free_id, reason, envelope)
return { 1 }
