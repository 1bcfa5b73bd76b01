-- Puts back a message that was polled and could not be read, for its next attempt. After its last attempt
-- it becomes a dead letter. If another message has its id by now, it gets the other id.
-- KEYS: messages delayed attempts places
-- ARGV: [duplicate_window keep_dead max_dead publish_counts_subscribers most delay] wake_channel id other_id receipt known reason envelope
-- Returns: nothing
-- Called by: PollClient.putBack

--@ clock
--@ dead-letters
--@ envelope
--@ groups
--@ next-attempt
--@ add-reason
local existing = redis.call('HGET', messages, id)
local free_id = existing and existing ~= envelope and other_id or id
if redis.call('HEXISTS', messages, free_id) == 1 then
	-- This call was made before
	return ''
end
-- The first write is a removal, which Redis allows when it is out of memory, and then also the rest
redis.call('HDEL', attempts, free_id)
redis.call('HSET', messages, free_id, envelope)
if receipt ~= '1' then
	redis.call('HSET', attempts, free_id, receipt)
end
local group = group_of(envelope)
if group ~= '' then
	redis.call('HSET', places, free_id, NOT_JOINED .. group)
end
local all_reasons = add_reason(free_id, known, reason)
if next_attempt(free_id, most) then
	redis.call('ZADD', delayed, now + delay, free_id)
else
	dead_letter(free_id, all_reasons, envelope)
end
-- A new next moment for the waiters
--@ wake
wake(1)
return ''
