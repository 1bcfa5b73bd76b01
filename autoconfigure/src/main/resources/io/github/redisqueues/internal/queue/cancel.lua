-- Removes messages that are ready or delayed.
-- KEYS: messages delayed inflight dead expiries
-- ARGV: [max_attempts duplicate_window keep_dead max_dead publish_counts_subscribers] wake_channel ...
--       the ids
-- Returns: how many of them were ready or delayed
-- Called by: AdminClient.cancel

--@ clock
--@ sweep-and-wake
local cancelled, promoted = 0, 0
for i = first_rest, #ARGV do
	local id = ARGV[i]
	local envelope = redis.call('HGET', messages, id)
	if envelope and not redis.call('ZSCORE', inflight, id) and not redis.call('ZSCORE', dead, id) then
		--@ settle
		--@ envelope
		--@ groups
		--@ ready
		-- The first write is a removal, which Redis allows when it is out of memory
		redis.call('ZREM', expiries, id)
		if redis.call('ZREM', delayed, id) == 0 and not withdraw_waiting(id) then
			withdraw_ready(id, envelope)
		end
		promoted = promoted + delete_messages({ id }, { deduplication_id_of(envelope) })
		cancelled = cancelled + 1
	end
end
if cancelled > 0 then
	--@ room
	local woken = wake_senders(cancelled)
end
if promoted > 0 then
	--@ wake
	wake(promoted)
end
return struct.pack('>d', cancelled)
