-- Takes back a message that nobody has taken.
-- KEYS: messages delayed inflight dead expiries
-- ARGV: [max_attempts duplicate_window heard_is_exact] wake_channel id
-- Returns: 1 if the message was ready or delayed, otherwise 0
-- Called by: QueueCommands.cancel

--@ clock
--@ swept
local envelope = redis.call('HGET', messages, id)
if not envelope or redis.call('ZSCORE', inflight, id) or redis.call('ZSCORE', dead, id) then
	return struct.pack('>d', 0)
end
--@ envelope
--@ settle
--@ order
--@ ready
forget({ id }, { deduplication_id_of(envelope) })
redis.call('ZREM', expiries, id)
if redis.call('ZREM', delayed, id) == 0 then
	withdraw_ready(id, envelope)
end
return struct.pack('>d', 1)
