-- The ready messages of FIFO, LIFO and delay queues: a LIST, with the newest message at its tail.
-- Finding an id inside the LIST is O(n), so a message that is cancelled there stays, is marked as
-- withdrawn, and is skipped when it is reached.
-- KEYS: ready withdrawn
-- Needs: none
-- Provides: add_ready(), return_ready(), skip_withdrawn(), withdraw_ready(), remove_withdrawn(),
--           page_of_ready(), position_of_ready(), oldest_ready()

--@ order

local MAX_SKIPPED = 1000
local MAX_SEARCHED = 10000

-- Adds new messages. The first id is the oldest.
local function add_ready(ids)
	redis.call('RPUSH', ready, unpack(ids))
end

-- Puts messages back at the end from which messages are taken. The first id is taken first.
local function return_ready(ids)
	for i = #ids, 1, -1 do
		redis.call(PUSH_BACK, ready, ids[i])
	end
end

-- Returns up to `count` ids that were popped and are not withdrawn. Pops more in place of those that are.
local function skip_withdrawn(popped, count)
	local ids, skipped = {}, 0
	while popped and #popped > 0 do
		for _, id in ipairs(popped) do
			if redis.call('SREM', withdrawn, id) == 1 then
				skipped = skipped + 1
			else
				ids[#ids + 1] = id
			end
		end
		if #ids == count or skipped >= MAX_SKIPPED then
			break
		end
		popped = redis.call(POP, ready, count - #ids)
	end
	return ids
end

-- Removes withdrawn ids from one end.
local function trim(index, pop)
	for _ = 1, MAX_SKIPPED do
		local id = redis.call('LINDEX', ready, index)
		if not id or redis.call('SREM', withdrawn, id) == 0 then
			return
		end
		redis.call(pop, ready)
	end
end

-- Withdraws a message that is ready.
local function withdraw_ready(id)
	redis.call('SADD', withdrawn, id)
	trim(0, 'LPOP')
	trim(-1, 'RPOP')
end

-- An id must be in the LIST once only. If an id that is about to be added, or was just added, is still
-- there as withdrawn, the older entry is removed; it is the one nearer to the head. This is O(n), so it
-- is done for one id per call. Returns the ids before the second such one.
local function remove_withdrawn(ids)
	if redis.call('EXISTS', withdrawn) == 0 then
		return ids
	end
	local others, has_removed = {}, false
	for _, id in ipairs(ids) do
		if redis.call('SISMEMBER', withdrawn, id) == 1 then
			if has_removed then
				break
			end
			has_removed = true
			redis.call('SREM', withdrawn, id)
			redis.call('LREM', ready, 1, id)
		end
		others[#others + 1] = id
	end
	return others
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

-- Returns ids from an offset on, in the order of delivery.
local function page_of_ready(offset, count)
	if redis.call('EXISTS', withdrawn) == 0 then
		return slice(offset, count)
	end
	-- Counting the withdrawn ids before the page is O(n)
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

-- Returns how many messages are taken before a ready message, or nil if it is not among the first ones.
local function position_of_ready(id)
	local rank = POP == 'LPOP' and 1 or -1
	local position = redis.call('LPOS', ready, id, 'RANK', rank, 'MAXLEN', MAX_SEARCHED)
	if not position then
		return nil
	end
	position = rank == 1 and position or redis.call('LLEN', ready) - 1 - position
	local skipped = 0
	if redis.call('EXISTS', withdrawn) == 1 then
		for from = 0, position - 1, 1000 do
			for _, is_withdrawn in ipairs(redis.call('SMISMEMBER', withdrawn, unpack(slice(from, math.min(1000, position - from))))) do
				skipped = skipped + is_withdrawn
			end
		end
	end
	return position - skipped
end

-- Returns the id at the head, which is the oldest.
local function oldest_ready()
	trim(0, 'LPOP')
	return redis.call('LINDEX', ready, 0)
end
