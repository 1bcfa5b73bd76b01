-- The ready messages of FIFO, LIFO and delay queues: a LIST whose tail is the end for new ones.
-- An id that leaves from the middle stays in the LIST, as finding it would cost a walk; it is
-- marked as withdrawn and passed over when it is met.
-- KEYS: ready withdrawn
-- Needs: POP, PUSH_BACK
-- Provides: add_ready, return_ready, pass_over_withdrawn, withdraw_ready, reset_few,
--           count_ready, page_of_ready, oldest_ready

local MOST_PASSED_OVER = 1000

-- To the end for new messages; the first of the ids is the oldest.
local function add_ready(ids)
	redis.call('RPUSH', ready, unpack(ids))
end

-- To the end that is taken from next; the first of the ids will be the first taken.
local function return_ready(ids)
	for i = #ids, 1, -1 do
		redis.call(PUSH_BACK, ready, ids[i])
	end
end

-- Replaces what was withdrawn among the ids that were popped, within bounds.
local function pass_over_withdrawn(popped, count)
	local ids, passed_over = {}, 0
	while popped and #popped > 0 do
		for _, id in ipairs(popped) do
			if redis.call('SREM', withdrawn, id) == 1 then
				passed_over = passed_over + 1
			else
				ids[#ids + 1] = id
			end
		end
		if #ids == count or passed_over >= MOST_PASSED_OVER then
			break
		end
		popped = redis.call(POP, ready, count - #ids)
	end
	return ids
end

-- What was withdrawn at either end can go at once.
local function trim(index, pop)
	for _ = 1, MOST_PASSED_OVER do
		local id = redis.call('LINDEX', ready, index)
		if not id or redis.call('SREM', withdrawn, id) == 0 then
			return
		end
		redis.call(pop, ready)
	end
end

-- The caller knows that the message is ready.
local function withdraw_ready(id)
	redis.call('SADD', withdrawn, id)
	trim(0, 'LPOP')
	trim(-1, 'RPOP')
end

-- For ids that are about to be added or were just added: an id stands in the LIST once, so one that
-- was withdrawn has to be found; it is nearer to the head than the new one. As that is a walk, it is
-- done for one id only, and the ids from the next such one on are left out.
local function reset_few(ids)
	if redis.call('EXISTS', withdrawn) == 0 then
		return ids
	end
	local few, has_walked = {}, false
	for _, id in ipairs(ids) do
		if redis.call('SISMEMBER', withdrawn, id) == 1 then
			if has_walked then
				break
			end
			has_walked = true
			redis.call('SREM', withdrawn, id)
			redis.call('LREM', ready, 1, id)
		end
		few[#few + 1] = id
	end
	return few
end

local function count_ready()
	return redis.call('LLEN', ready) - redis.call('SCARD', withdrawn)
end

local function slice(offset, count)
	if POP == 'LPOP' then
		return redis.call('LRANGE', ready, offset, offset + count - 1)
	end
	local ids, backwards = {}, redis.call('LRANGE', ready, -(offset + count), -(offset + 1))
	for i = #backwards, 1, -1 do
		ids[#ids + 1] = backwards[i]
	end
	return ids
end

-- The ids from an offset on, in the order in which they would be taken.
local function page_of_ready(offset, count)
	if redis.call('EXISTS', withdrawn) == 0 then
		return slice(offset, count)
	end
	-- Only a walk tells how many of those before the page were withdrawn
	local page, skipped, from = {}, 0, 0
	repeat
		local ids = slice(from, 1000)
		local are_withdrawn = #ids > 0 and redis.call('SMISMEMBER', withdrawn, unpack(ids))
		for i, id in ipairs(ids) do
			if are_withdrawn[i] == 0 and #page < count then
				if skipped < offset then
					skipped = skipped + 1
				else
					page[#page + 1] = id
				end
			end
		end
		from = from + #ids
	until #page == count or #ids == 0
	return page
end

-- The id at the head, where the oldest messages are.
local function oldest_ready()
	trim(0, 'LPOP')
	return redis.call('LINDEX', ready, 0)
end
