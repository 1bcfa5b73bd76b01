-- A lock is kept for somebody who waits in turn: for him, and until when.
-- Needs: micros
-- Provides: kept_for, which returns who may come, and for how many milliseconds more

local function kept_for(offer)
	local kept = redis.call('GET', offer)
	local left = kept and struct.unpack('>d', kept) - micros or 0
	if left > 0 then
		return string.sub(kept, 9), left / 1000
	end
end
