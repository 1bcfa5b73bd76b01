-- The end of messages, whichever it is: what becomes of their ids and of their groups, and the dead
-- letters.
-- KEYS: messages attempts dead reasons deduplication remembered places
-- Needs: now, duplicate_window; envelope.lua
-- Provides: forget, bury, leave_groups; promoted, how many messages became ready since others of
--           their groups have ended, so that someone must be woken for them; groups.lua

--@ groups
local promoted = 0

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

-- Not the first write of a script: Redis would refuse it when it is out of memory.
local function leave_groups(ids)
	local next_heads = leave(ids)
	if next_heads[1] then
		--@ order
		--@ ready
		add_ready(next_heads)
		promoted = promoted + #next_heads
	end
end

-- Removes messages for good. Begins with a command that Redis allows when it is out of memory.
local function forget(ids, deduplication_ids)
	redis.call('HDEL', messages, unpack(ids))
	redis.call('HDEL', attempts, unpack(ids))
	leave_groups(ids)
	redis.call('HDEL', places, unpack(ids))
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
	leave_groups({ id })
	settle_deduplication(id, deduplication_id_of(envelope))
end
