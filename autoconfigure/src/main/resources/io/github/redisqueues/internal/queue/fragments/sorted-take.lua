-- Takes the next ids from the ZSET.
-- KEYS: ready
-- Needs: limit
-- Provides: next_ids

local next_ids, popped = {}, redis.call('ZPOPMIN', ready, limit)
for i = 1, #popped, 2 do
	next_ids[#next_ids + 1] = string.sub(popped[i], 7)
end
