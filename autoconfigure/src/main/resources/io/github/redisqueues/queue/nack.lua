-- Hands a message back, now or after a delay; after its last attempt it becomes a dead letter.
-- Include: clock envelope ready lease settle wake
-- KEYS: messages delayed
-- ARGV: #max_attempts #duplicate_window wake_channel #heard_is_exact id receipt #delay
-- Returns: {1} if the receipt was still good, otherwise {0}
-- Called by: QueueCommands.nack

if not is_leased(id, receipt) then
	return { 0 }
end
redis.call('ZREM', inflight, id)
if not next_attempt(id) then
	bury(id, 'max-attempts', redis.call('HGET', messages, id) or '')
elseif delay > 0 then
	redis.call('ZADD', delayed, now + delay, id)
else
	ready_return({ id })
end
-- Whoever waits can take this message, or one that the fleet's limit held back, or has a new moment to wait for.
wake(1)
return { 1 }
