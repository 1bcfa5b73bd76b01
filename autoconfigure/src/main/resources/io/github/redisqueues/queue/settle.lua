-- The end of messages, whichever it is: what becomes of their ids, and the dead letters.
-- KEYS: messages attempts dead reasons deduplication remembered
-- Needs: now, duplicate_window; deduplication_id_of
-- Provides: forget, bury

-- Frees the deduplication id, or keeps it for the window. Another message may have it by now.
local function settle_deduplication(id, deduplication_id)
	if deduplication_id == '' or redis.call('HGET', deduplication, deduplication_id) ~= id then
		return
	end
	if duplicate_window > 0 then
		redis.call('ZADD', remembered, now + duplicate_window, 'd' .. deduplication_id)
	else
		redis.call('HDEL', deduplication, deduplication_id)
	end
end

-- Removes messages for good. Begins with a command that Redis allows when it is out of memory.
local function forget(ids, deduplication_ids)
	redis.call('HDEL', messages, unpack(ids))
	redis.call('HDEL', attempts, unpack(ids))
	for i, id in ipairs(ids) do
		settle_deduplication(id, deduplication_ids[i])
		if duplicate_window > 0 then
			redis.call('ZADD', remembered, now + duplicate_window, 'i' .. id)
		end
	end
end

-- Puts a message among the dead letters. The caller has taken it from where it was.
local function bury(id, reason, envelope)
	redis.call('ZADD', dead, now, id)
	redis.call('HSET', reasons, id, reason)
	settle_deduplication(id, deduplication_id_of(envelope))
end
