-- Removes messages that are ready or delayed and, if asked to, those in flight. Tells all processes of the
-- latter, so that the one that holds the lease interrupts its handler. That is a hint that must not fail
-- what comes before it: a process that misses it learns of it when it renews the lease.
-- KEYS: ready messages delayed inflight dead expiries attempts
-- ARGV: [max_attempts duplicate_window keep_dead max_dead publish_counts_subscribers in_flight_too] wake_channel notice_channel mover ...
--       the ids; if `mover` is not empty, only messages are removed that this move has added and that no other
--       move has taken over since
-- Returns: how many of them were removed
-- Called by: AdminClient.cancel

--@ clock
--@ sweep-and-wake
local cancelled, freed = 0, 0
for i = first_rest, #ARGV do
	local id = ARGV[i]
	local envelope = redis.call('HGET', messages, id)
	local is_leased = envelope and redis.call('ZSCORE', inflight, id)
	local is_meant = mover == '' or string.sub(redis.call('HGET', attempts, id) or '', -#mover) == mover
	if envelope and is_meant and (in_flight_too == 1 or not is_leased) and not redis.call('ZSCORE', dead, id) then
		--@ settle
		--@ envelope
		--@ groups
		--@ ready
		local receipt = is_leased and redis.call('HGET', attempts, id) or '1'
		-- The first write is a removal, which Redis allows when it is out of memory
		if is_leased then
			redis.call('ZREM', inflight, id)
			freed = freed + 1
		else
			redis.call('ZREM', expiries, id)
			if redis.call('ZREM', delayed, id) == 0 and not withdraw_waiting(id) then
				withdraw_ready(id, envelope)
			end
		end
		freed = freed + delete_messages({ id }, { deduplication_id_of(envelope) })
		--@ remember-removed
		remember_removed({ id })
		cancelled = cancelled + 1
		if is_leased then
			redis.pcall('PUBLISH', notice_channel, table.concat({ ready, receipt, id }, '\n'))
		end
	end
end
if cancelled > 0 then
	--@ room
	local woken = wake_senders(cancelled)
end
if freed > 0 then
	--@ wake
	wake(freed)
end
return struct.pack('>d', cancelled)
