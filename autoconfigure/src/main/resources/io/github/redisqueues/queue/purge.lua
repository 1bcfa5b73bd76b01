-- Removes messages that are ready or delayed, a bounded number of them.
-- KEYS: messages delayed expiries deduplication
-- ARGV: [max_attempts duplicate_window heard_is_exact limit] wake_channel
-- Returns: how many were removed, how many are left
-- Called by: QueueCommands.purge

--@ clock
--@ swept
--@ order
--@ ready-take
local ids = next_ids
if #ids < limit then
	local popped = redis.call('ZPOPMIN', delayed, limit - #ids)
	for i = 1, #popped, 2 do
		ids[#ids + 1] = popped[i]
	end
end
--@ envelope
--@ settle
--@ ready
if #ids > 0 then
	local deduplication_ids, envelopes = {}, {}
	if redis.call('EXISTS', deduplication) == 1 then
		envelopes = redis.call('HMGET', messages, unpack(ids))
	end
	for i = 1, #ids do
		deduplication_ids[i] = deduplication_id_of(envelopes[i] or '')
	end
	redis.call('ZREM', expiries, unpack(ids))
	forget(ids, deduplication_ids)
end
return struct.pack('>dd', #ids, count_ready() + redis.call('ZCARD', delayed))
