-- Puts bytes that were taken for good, and then could not be read, among the dead letters. Should
-- their id be in use again by now, they get another one.
-- KEYS: messages dead reasons places
-- ARGV: [duplicate_window] id other_id reason envelope
-- Returns: nothing
-- Called by: QueueCommands.bury

--@ clock
--@ settle
--@ envelope
--@ groups
local standing = redis.call('HGET', messages, id)
if standing == envelope and redis.call('ZSCORE', dead, id) then
	-- This is the same call once more
	return ''
end
local free_id = standing and other_id or id
-- A removal first, which Redis allows when it is out of memory; then it allows the rest
redis.call('HDEL', reasons, free_id)
redis.call('HSET', messages, free_id, envelope)
bury(free_id, reason, envelope)
local group = group_of(envelope)
if group ~= '' then
	redis.call('HSET', places, free_id, NOT_JOINED .. group)
end
return ''
