-- Removes a message that is ready or delayed.
-- KEYS: messages delayed inflight dead expiries
-- ARGV: [max_attempts duplicate_window publish_counts_subscribers] wake_channel id
-- Returns: 1 if the message was ready or delayed, otherwise 0
-- Called by: AdminClient.cancel

--@ clock
--@ sweep-and-wake
local envelope = redis.call('HGET', messages, id)
if not envelope or redis.call('ZSCORE', inflight, id) or redis.call('ZSCORE', dead, id) then
	return struct.pack('>d', 0)
end
--@ settle
--@ envelope
--@ groups
--@ ready
-- The first write is a removal, which Redis allows when it is out of memory
redis.call('ZREM', expiries, id)
if redis.call('ZREM', delayed, id) == 0 and not withdraw_waiting(id) then
	withdraw_ready(id, envelope)
end
local promoted = delete_messages({ id }, { deduplication_id_of(envelope) })
--@ room
local woken = wake_senders(1)
if promoted > 0 then
	--@ wake
	wake(promoted)
end
return struct.pack('>d', 1)
