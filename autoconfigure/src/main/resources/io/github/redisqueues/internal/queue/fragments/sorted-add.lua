-- Stores messages whose ids are new. Makes them ready if they are due.
-- KEYS: messages ready meta
-- Needs: ids, rests, header, is_due, priority
-- Provides: new_ids, envelopes

--@ order
--@ unpacked
local sequence = redis.call('HINCRBY', meta, 'sequence', #ids) - #ids
local score = DIRECTION * (priority - 2147483648)
local envelopes, new_ids, entries = {}, {}, {}
for i = 1, #ids do
	envelopes[i] = header .. struct.pack('>I4I6', priority, sequence + i) .. rests[i]
end
--@ store-new
local is_unpacking = (sequence + #ids) % EACH < #ids
if is_unpacking then
	entries = { score, LONG }
end
for n, i in ipairs(stored) do
	new_ids[n] = ids[i]
	entries[#entries + 1] = score
	entries[#entries + 1] = struct.pack('>I6', sequence + i) .. ids[i]
end
if is_due and new_ids[1] then
	redis.call('ZADD', ready, unpack(entries))
	if is_unpacking then
		redis.call('ZREM', ready, LONG)
		--@ unpack-messages
		unpack_messages()
	end
end
