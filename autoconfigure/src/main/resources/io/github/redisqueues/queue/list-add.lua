-- Stores new messages and makes them ready, or leaves that to the caller if they are delayed.
-- KEYS: messages ready
-- Needs: new_ids, new_rests, header, is_due

local entries = {}
for i, id in ipairs(new_ids) do
	entries[2 * i - 1] = id
	entries[2 * i] = header .. new_rests[i]
end
redis.call('HSET', messages, unpack(entries))
if is_due then
	redis.call('RPUSH', ready, unpack(new_ids))
end
