-- The end of messages, of their deduplication ids and of their places in groups.
-- KEYS: messages attempts reasons deduplication remembered places
-- Needs: now, duplicate_window
-- Provides: delete_messages(), release_deduplication_id(), leave_groups()

--@ groups

-- Frees the deduplication id, or keeps it for the window, unless another message uses it by now.
local function release_deduplication_id(id, deduplication_id)
	if deduplication_id == '' or redis.call('HGET', deduplication, deduplication_id) ~= id then
		return
	end
	if duplicate_window > 0 then
		redis.call('ZADD', remembered, now + duplicate_window, 'd' .. deduplication_id)
	else
		redis.call('HDEL', deduplication, deduplication_id)
	end
end

-- Removes messages from their groups. Returns how many others became ready. Must not be the first write
-- of a script, as Redis would refuse it when it is out of memory.
local function leave_groups(ids)
	local next_heads = leave(ids)
	if next_heads[1] then
		--@ ready
		add_ready(next_heads)
	end
	return #next_heads
end

-- Deletes messages. Returns how many others of their groups became ready. Begins with a command that
-- Redis allows when it is out of memory.
local function delete_messages(ids, deduplication_ids)
	redis.call('HDEL', messages, unpack(ids))
	if redis.call('HDEL', attempts, unpack(ids)) > 0 then
		-- Some may have been unreadable to another process
		redis.call('HDEL', reasons, unpack(ids))
	end
	local promoted = leave_groups(ids)
	redis.call('HDEL', places, unpack(ids))
	for i, id in ipairs(ids) do
		release_deduplication_id(id, deduplication_ids[i])
		if duplicate_window > 0 then
			redis.call('ZADD', remembered, now + duplicate_window, 'i' .. id)
		end
	end
	return promoted
end
