-- Stores new messages and makes them ready, or leaves that to the caller if they are delayed.
-- KEYS: messages ready meta
-- Needs: new_ids, new_rests, header, priority, is_due, DIRECTION

local sequence = redis.call('HINCRBY', meta, 'sequence', #new_ids) - #new_ids
local entries, places = {}, {}
for i, id in ipairs(new_ids) do
	local rank = struct.pack('>I4I6', priority, sequence + i)
	entries[2 * i - 1] = id
	entries[2 * i] = header .. rank .. new_rests[i]
	places[2 * i - 1] = DIRECTION * (priority - 2147483648)
	places[2 * i] = string.sub(rank, 5) .. id
end
redis.call('HSET', messages, unpack(entries))
if is_due then
	redis.call('ZADD', ready, unpack(places))
end
