-- Wakes waiting processes, those that called longest ago first. Each gets one message on its own channel,
-- which names the queue by its ready key. A process that has not called for a while, or that has no
-- subscription any more, is removed and not counted. In a Cluster PUBLISH counts the subscribers of one
-- node only, so there its result is ignored.
-- KEYS: ready waiters paused
-- Needs: now, wake_channel, heard_is_exact
-- Provides: wake(), MOST_TRIED

-- Milliseconds
local SEEN_WITHIN = 15000
local MOST_TRIED = 1000

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
