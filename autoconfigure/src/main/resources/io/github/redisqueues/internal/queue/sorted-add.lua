-- Stores messages that are not there yet, and makes them ready unless they are delayed.
-- KEYS: messages ready meta
-- Needs: ids, rests, header, priority, is_due, DIRECTION
-- Provides: new_ids

local sequence = redis.call('HINCRBY', meta, 'sequence', #ids) - #ids
local score = DIRECTION * (priority - 2147483648)
local envelopes, new_ids, entries = {}, {}, {}
for i = 1, #ids do
	envelopes[i] = header .. struct.pack('>I4I6', priority, sequence + i) .. rests[i]
end
--@ store
for n, i in ipairs(store()) do
	new_ids[n] = ids[i]
	entries[2 * n - 1] = score
	entries[2 * n] = struct.pack('>I6', sequence + i) .. ids[i]
end
if is_due and new_ids[1] then
	redis.call('ZADD', ready, unpack(entries))
end
