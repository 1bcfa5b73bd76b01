-- Gives a message up: it becomes a dead letter.
-- KEYS: messages inflight
-- ARGV: [max_in_flight duplicate_window heard_is_exact] wake_channel id receipt reason
-- Returns: 1 if the receipt was still good, otherwise 0
-- Called by: QueueCommands.reject

--@ clock
--@ lease
if not is_leased(id, receipt) then
	return struct.pack('>d', 0)
end
redis.call('ZREM', inflight, id)
--@ settle
local promoted = bury(id, reason, redis.call('HGET', messages, id) or '')
if max_in_flight > 0 or promoted > 0 then
	--@ wake
	wake(1)
end
return struct.pack('>d', 1)
