-- Notes that messages were removed before a consumer was done with them, so that an import can add them again.
-- KEYS: remembered
-- Needs: now, duplicate_window
-- Provides: remember_removed()

local function remember_removed(ids)
	if duplicate_window > 0 then
		local entries = {}
		for _, id in ipairs(ids) do
			entries[#entries + 1], entries[#entries + 2] = now + duplicate_window, 'c' .. id
		end
		redis.call('ZADD', remembered, unpack(entries))
	end
end
