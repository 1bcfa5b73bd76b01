-- Takes the next ids from the ZSET.
-- KEYS: ready
-- Needs: max (text)
-- Provides: ids, popped (members and scores)

local ids, popped = {}, redis.call('ZPOPMIN', ready, max)
for i = 1, #popped, 2 do
	ids[#ids + 1] = string.sub(popped[i], 7)
end
