-- An offer keeps a free lock for one waiter until a moment.
-- Needs: micros
-- Provides: offered_to()

-- Returns the entry of the waiter that the lock is offered to, and for how many milliseconds more; nil if
-- there is no offer.
local function offered_to(offer_key)
	local offered = redis.call('GET', offer_key)
	local left = offered and struct.unpack('>d', offered) - micros or 0
	if left > 0 then
		return string.sub(offered, 9), left / 1000
	end
end
