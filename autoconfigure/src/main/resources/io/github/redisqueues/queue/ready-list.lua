-- The ready messages of FIFO and LIFO queues: a LIST whose head is taken next in a FIFO queue
-- and whose tail is taken next in a LIFO queue. An id that leaves from the middle stays in the
-- LIST, as finding it would cost a walk; it is marked as withdrawn and passed over later.
-- KEYS: ready withdrawn
-- Needs: ready_pop, ready_slice from ready-fifo or ready-lifo
-- Provides: ready_add, ready_take, ready_withdraw, ready_reset, ready_count, ready_page, ready_oldest

local MOST_WITHDRAWN_PASSED = 1000

local function ready_header()
	return ''
end

-- To the end where new messages belong; the first of the ids is the oldest.
local function ready_add(ids)
	redis.call('RPUSH', ready, unpack(ids))
end

local function ready_take(count)
	local ids = ready_pop(count)
	if #ids == 0 or redis.call('EXISTS', withdrawn) == 0 then
		return ids
	end
	local taken, passed = {}, 0
	while #ids > 0 do
		for _, id in ipairs(ids) do
			if redis.call('SREM', withdrawn, id) == 1 then
				passed = passed + 1
			else
				taken[#taken + 1] = id
			end
		end
		if #taken == count or passed >= MOST_WITHDRAWN_PASSED then
			break
		end
		ids = ready_pop(count - #taken)
	end
	return taken
end

local function trim(index, pop)
	for _ = 1, 100 do
		local id = redis.call('LINDEX', ready, index)
		if not id or redis.call('SREM', withdrawn, id) == 0 then
			return
		end
		redis.call(pop, ready)
	end
end

-- The caller knows that the message is ready.
local function ready_withdraw(id)
	redis.call('SADD', withdrawn, id)
	trim(0, 'LPOP')
	trim(-1, 'RPOP')
end

-- Before ids are added that may have been withdrawn: an id stands in the LIST once.
local function ready_reset(ids)
	if redis.call('EXISTS', withdrawn) == 1 then
		for _, id in ipairs(ids) do
			if redis.call('SREM', withdrawn, id) == 1 then
				redis.call('LREM', ready, 1, id)
			end
		end
	end
end

local function ready_count()
	return redis.call('LLEN', ready) - redis.call('SCARD', withdrawn)
end

-- The ids from offset on, in the order in which they would be taken.
local function ready_page(offset, limit)
	if redis.call('EXISTS', withdrawn) == 0 then
		return ready_slice(offset, limit)
	end
	local page, skipped, from = {}, 0, 0
	while #page < limit do
		local ids = ready_slice(from, 500)
		if #ids == 0 then
			break
		end
		for _, id in ipairs(ids) do
			if #page < limit and redis.call('SISMEMBER', withdrawn, id) == 0 then
				if skipped < offset then
					skipped = skipped + 1
				else
					page[#page + 1] = id
				end
			end
		end
		from = from + #ids
	end
	return page
end

local function ready_oldest()
	return redis.call('LINDEX', ready, 0) or nil
end
