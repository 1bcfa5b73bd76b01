-- A page of the ready messages of a ZSET in the order of delivery. In part 4, only of those that became ready since a
-- sequence.
-- KEYS: ready
-- Needs: part, since_sequence, ids, total, read, last_member, last_score, page_after()
-- Provides: none

total = redis.call('ZCARD', ready)
local entries = page_after(ready)
read = #entries / 2
for i = 1, #entries, 2 do
	last_member, last_score = entries[i], tonumber(entries[i + 1])
	if part == 2 or #last_member > 6 and struct.unpack('>I6', last_member) > since_sequence then
		ids[#ids + 1] = string.sub(last_member, 7)
	end
end
