-- The end of the LIST that a FIFO queue takes from.
-- KEYS: ready
-- Provides: ready_pop, ready_slice, ready_return

local function ready_pop(count)
	return redis.call('LPOP', ready, count) or {}
end

local function ready_slice(offset, limit)
	return redis.call('LRANGE', ready, offset, offset + limit - 1)
end

-- To the end that is taken from next; the first of the ids will be the first taken.
local function ready_return(ids)
	for i = #ids, 1, -1 do
		redis.call('LPUSH', ready, ids[i])
	end
end
