-- Deletes messages that are ready or delayed, up to a limit.
-- KEYS: messages delayed expiries deduplication grouped
-- ARGV: [max_attempts duplicate_window keep_dead max_dead publish_counts_subscribers limit] wake_channel
-- Returns: how many were deleted, how many are left
-- Called by: AdminClient.purge

--@ clock
--@ sweep-and-wake
--@ settle
--@ envelope
--@ groups
-- Those that wait in groups come first, so that none of them becomes a head
local ids, waiting = {}, redis.call('ZPOPMIN', grouped, limit)
for i = 1, #waiting, 2 do
	ids[#ids + 1] = id_of_waiting(waiting[i])
end
limit = limit - #ids
if limit > 0 then
	--@ ready-take
	for _, id in ipairs(next_ids) do
		ids[#ids + 1] = id
	end
	limit = limit - #next_ids
end
if limit > 0 then
	local popped = redis.call('ZPOPMIN', delayed, limit)
	for i = 1, #popped, 2 do
		ids[#ids + 1] = popped[i]
	end
end
if #ids > 0 then
	local deduplication_ids, envelopes = {}, {}
	if redis.call('EXISTS', deduplication) == 1 then
		envelopes = redis.call('HMGET', messages, unpack(ids))
	end
	for i = 1, #ids do
		deduplication_ids[i] = deduplication_id_of(envelopes[i] or '')
	end
	redis.call('ZREM', expiries, unpack(ids))
	delete_messages(ids, deduplication_ids)
	--@ remember-removed
	remember_removed(ids)
	--@ room
	local woken = wake_senders(#ids)
end
--@ ready-count
return struct.pack('>dd', #ids, ready_count + redis.call('ZCARD', grouped) + redis.call('ZCARD', delayed))
