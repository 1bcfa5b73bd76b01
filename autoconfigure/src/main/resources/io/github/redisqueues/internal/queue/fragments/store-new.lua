-- Stores the messages whose ids are new.
-- KEYS: messages
-- Needs: ids, envelopes
-- Provides: stored (their indexes)

--@ unpacked
local stored = {}
if #ids == 1 then
	stored[1] = redis.call('HSETNX', messages, ids[1], envelopes[1]) == 1 and 1 or nil
else
	local known, entries = redis.call('HMGET', messages, unpack(ids)), { LONG, '' }
	for i, id in ipairs(ids) do
		if not known[i] then
			stored[#stored + 1] = i
			entries[#entries + 1] = id
			entries[#entries + 1] = envelopes[i]
		end
	end
	if stored[1] then
		redis.call('HSET', messages, unpack(entries))
		redis.call('HDEL', messages, LONG)
	end
end
