-- Wakes waiting processes: the ones that were seen longest ago, each with one message on its own
-- channel that names the queue by its ready key. A process that was not seen for a while, or that
-- nobody listens for any more, does not count. In a Cluster PUBLISH counts the listeners of one
-- node only, and says nothing.
-- KEYS: ready waiters paused
-- Needs: now, wake_channel, heard_is_exact
-- Provides: wake

local SEEN_WITHIN, MOST_TRIED = 15000, 1000

local function wake(count)
	if count <= 0 or redis.call('EXISTS', waiters) == 0 or redis.call('EXISTS', paused) == 1 then
		return
	end
	local woken = 0
	for _ = 1, MOST_TRIED do
		local waiter = redis.call('ZPOPMIN', waiters)
		if not waiter[1] then
			return
		end
		if tonumber(waiter[2]) > now - SEEN_WITHIN then
			local heard = redis.call('PUBLISH', wake_channel .. waiter[1], ready)
			if heard > 0 or heard_is_exact == 0 then
				woken = woken + 1
				if woken == count then
					return
				end
			end
		end
	end
end
