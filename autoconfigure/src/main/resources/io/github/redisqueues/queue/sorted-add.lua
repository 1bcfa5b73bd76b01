-- Stores messages that are not there yet, and makes them ready unless they are delayed.
-- KEYS: messages ready meta
-- Needs: ids, rests, header, priority, is_due, DIRECTION
-- Provides: new_ids

local sequence = redis.call('HINCRBY', meta, 'sequence', #ids) - #ids
local score = DIRECTION * (priority - 2147483648)
local new_ids, places = {}, {}
for i, id in ipairs(ids) do
	local rank = struct.pack('>I4I6', priority, sequence + i)
	if redis.call('HSETNX', messages, id, header .. rank .. rests[i]) == 1 then
		new_ids[#new_ids + 1] = id
		places[#places + 1] = score
		places[#places + 1] = string.sub(rank, 5) .. id
	end
end
if is_due and new_ids[1] then
	redis.call('ZADD', ready, unpack(places))
end
