-- Wakes processes of a ZSET of waiting ones, those that called longest ago first. Each gets the name of a
-- wait queue on its own channel. A process that has not called for a while, or that has no subscription
-- any more, is removed and not counted. In a Cluster PUBLISH counts the subscribers of one node only, so
-- there its result is ignored. A wake-up is a hint that must not fail what comes before it, so every
-- command here may fail. Processes that wait for the rate are woken only if asked for. `offer` gets a process and the
-- moment when it called, and returns true if it has pushed the message to it, false if that did not succeed because
-- the process has no subscription, and nil if the process is to be woken. Returns true after a push.
-- Needs: now, wake_channel, publish_counts_subscribers
-- Provides: wake_first()

--@ rate-limited-waiters
-- Milliseconds
local WAITER_TIMEOUT = 15000
local MAX_TRIED = 1000

local function wake_first(processes, wait_queue, count, even_limited, offer)
	local woken = 0
	for _ = 1, MAX_TRIED do
		local waiter = redis.pcall('ZPOPMIN', processes)
		if not waiter[1] then
			return
		end
		local called_at = tonumber(waiter[2])
		local is_limited = called_at >= RATE_LIMITED
		if called_at - (is_limited and RATE_LIMITED or 0) > now - WAITER_TIMEOUT then
			if is_limited and not even_limited then
				redis.pcall('ZADD', processes, waiter[2], waiter[1])
				return
			end
			local is_pushed = offer and offer(waiter[1], called_at)
			if is_pushed then
				return true
			end
			local subscribers = is_pushed == nil and redis.pcall('PUBLISH', wake_channel .. waiter[1], wait_queue) or 0
			if publish_counts_subscribers == 0 or subscribers ~= 0 then
				woken = woken + 1
				if woken == count then
					return
				end
			end
		end
	end
end
