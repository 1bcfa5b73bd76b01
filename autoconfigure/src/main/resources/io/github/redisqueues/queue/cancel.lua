-- Takes back a message that nobody has taken.
-- Include: clock envelope ready lease settle sweep wake
-- ARGV: #max_attempts #duplicate_window wake_channel #heard_is_exact id
-- Returns: {1} if the message was ready or delayed, otherwise {0}
-- Called by: QueueCommands.cancel

wake(sweep())
local envelope = redis.call('HGET', messages, id)
if not envelope or redis.call('ZSCORE', inflight, id) or redis.call('ZSCORE', dead, id) then
	return { 0 }
end
forget({ id }, { deduplication_id_of(envelope) })
redis.call('ZREM', expiries, id)
if redis.call('ZREM', delayed, id) == 0 then
	ready_withdraw(id, envelope)
end
return { 1 }
