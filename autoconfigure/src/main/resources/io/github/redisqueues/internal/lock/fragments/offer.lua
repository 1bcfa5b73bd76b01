-- An offer keeps a lock for one waiter until a moment.
-- Needs: micros
-- Provides: kept_for()

-- Returns the entry of the waiter that the lock is kept for, and for how many milliseconds; nil if none.
local function kept_for(offer_key)
	local kept = redis.call('GET', offer_key)
	local left = kept and struct.unpack('>d', kept) - micros or 0
	if left > 0 then
		return string.sub(kept, 9), left / 1000
	end
end
