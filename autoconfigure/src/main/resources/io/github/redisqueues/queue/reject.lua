-- Gives a message up: it becomes a dead letter.
-- Include: clock envelope lease settle wake
-- KEYS: messages
-- ARGV: #max_attempts #max_in_flight #duplicate_window wake_channel #heard_is_exact id receipt reason
-- Returns: {1} if the receipt was still good, otherwise {0}
-- Called by: QueueCommands.reject

if not is_leased(id, receipt) then
	return { 0 }
end
redis.call('ZREM', inflight, id)
bury(id, reason, redis.call('HGET', messages, id) or '')
if max_in_flight > 0 then
	wake(1)
end
return { 1 }
