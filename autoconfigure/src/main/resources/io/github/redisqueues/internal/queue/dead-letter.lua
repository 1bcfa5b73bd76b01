-- Makes a dead letter of a message that was polled and could not be read. If another message has its id by
-- now, it gets the other id.
-- KEYS: messages dead reasons places
-- ARGV: [duplicate_window keep_dead max_dead] id other_id reason envelope
-- Returns: nothing
-- Called by: ReceiveClient.deadLetter

--@ clock
--@ dead-letters
--@ envelope
--@ groups
local existing = redis.call('HGET', messages, id)
if existing == envelope and redis.call('ZSCORE', dead, id) then
	-- This call was made before
	return ''
end
local free_id = existing and other_id or id
-- The first write is a removal, which Redis allows when it is out of memory, and then also the rest
redis.call('HDEL', reasons, free_id)
redis.call('HSET', messages, free_id, envelope)
dead_letter(free_id, reason, envelope)
local group = group_of(envelope)
if group ~= '' then
	redis.call('HSET', places, free_id, NOT_JOINED .. group)
end
return ''
