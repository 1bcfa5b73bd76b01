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
--@ settle
--@ envelope
--@ groups
--@ ready
-- Removals first, which Redis allows when it is out of memory
redis.call('ZREM', expiries, id)
if redis.call('ZREM', delayed, id) == 0 and not withdraw_waiting(id) then
	withdraw_ready(id, envelope)
end
local promoted = forget({ id }, { deduplication_id_of(envelope) })
if promoted > 0 then
	--@ wake
	wake(promoted)
end
return struct.pack('>d', 1)
