-- Stores messages, unless there is one of that id.
-- KEYS: messages
-- Needs: ids, envelopes
-- Provides: store (returns the indexes of those that were stored)

local function store()
	if #ids == 1 then
		return redis.call('HSETNX', messages, ids[1], envelopes[1]) == 1 and { 1 } or {}
	end
	local known = redis.call('HMGET', messages, unpack(ids))
	local stored, entries = {}, {}
	for i, id in ipairs(ids) do
		if not known[i] then
			stored[#stored + 1] = i
			entries[#entries + 1] = id
			entries[#entries + 1] = envelopes[i]
		end
	end
	if stored[1] then
		redis.call('HSET', messages, unpack(entries))
	end
	return stored
end
