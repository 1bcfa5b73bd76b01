-- Removes messages that are ready or delayed, a bounded number of them.
-- Include: clock envelope ready lease settle sweep wake
-- ARGV: #max_attempts #duplicate_window wake_channel #heard_is_exact #limit
-- Returns: {how many were removed, how many are left}
-- Called by: QueueCommands.purge

sweep()
local ids = ready_take(limit)
if #ids < limit then
	local entries = redis.call('ZPOPMIN', delayed, limit - #ids)
	for i = 1, #entries, 2 do
		ids[#ids + 1] = entries[i]
	end
end
if #ids == 0 then
	return { 0, 0 }
end
local deduplication_ids = {}
local may_be_deduplicated = redis.call('EXISTS', deduplication) == 1
local envelopes = may_be_deduplicated and redis.call('HMGET', messages, unpack(ids))
for i = 1, #ids do
	deduplication_ids[i] = may_be_deduplicated and envelopes[i] and deduplication_id_of(envelopes[i]) or ''
end
redis.call('ZREM', expiries, unpack(ids))
forget(ids, deduplication_ids)
return { #ids, ready_count() + redis.call('ZCARD', delayed) }
