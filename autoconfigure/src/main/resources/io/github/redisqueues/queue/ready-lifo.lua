-- The end of the LIST that a LIFO queue takes from.
-- KEYS: ready
-- Provides: ready_pop, ready_slice, ready_return

local function ready_pop(count)
	return redis.call('RPOP', ready, count) or {}
end

local function ready_slice(offset, limit)
	local slice = redis.call('LRANGE', ready, -(offset + limit), -(offset + 1))
	local reversed = {}
	for i = #slice, 1, -1 do
		reversed[#reversed + 1] = slice[i]
	end
	return reversed
end

-- To the end that is taken from next; the first of the ids will be the first taken.
local function ready_return(ids)
	for i = #ids, 1, -1 do
		redis.call('RPUSH', ready, ids[i])
	end
end
