-- Dead letters, and how long they are kept. Each that is added removes up to two that are not to be kept, the
-- longest dead first, so that the work of a call stays bounded.
-- KEYS: messages dead reasons
-- Needs: now, duplicate_window, keep_dead (milliseconds, 0 for ever), max_dead (0 for any number)
-- Provides: dead_letter(), trim_dead()

--@ envelope
--@ settle
--@ unpacked

-- Deletes dead letters that are not to be kept, up to a number.
local function trim_dead(most)
	local ids = {}
	if keep_dead > 0 then
		ids = redis.call('ZRANGE', dead, '-inf', now - keep_dead, 'BYSCORE', 'LIMIT', 0, most)
	end
	local excess = max_dead > 0 and math.min(redis.call('ZCARD', dead) - max_dead, most) or 0
	if excess > #ids then
		ids = redis.call('ZRANGE', dead, 0, excess - 1)
	end
	if ids[1] then
		redis.call('ZREM', dead, unpack(ids))
		redis.call('HDEL', reasons, unpack(ids))
		-- Their deduplication ids were released when they died
		local deduplication_ids = {}
		for i = 1, #ids do
			deduplication_ids[i] = ''
		end
		delete_messages(ids, deduplication_ids)
	end
end

-- Makes a message a dead letter. The caller has removed it from where it was. Returns how many others of
-- its group became ready.
local function dead_letter(id, reason, envelope)
	redis.call('ZADD', dead, now, id)
	redis.call('HSET', reasons, id, reason)
	if redis.call('ZCARD', dead) % EACH == 0 then
		--@ unpack-messages
		unpack_messages()
	end
	local promoted = leave_groups({ id })
	release_deduplication_id(id, deduplication_id_of(envelope))
	if keep_dead > 0 or max_dead > 0 then
		trim_dead(2)
	end
	return promoted
end
