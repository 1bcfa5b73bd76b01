-- Wakes processes that wait for messages. The wait queue of a message queue is named by its ready key.
-- KEYS: ready waiters paused
-- Needs: now, wake_channel, publish_counts_subscribers
-- Provides: wake()

--@ wake-first
--@ pauses

local function wake(count)
	if count > 0 and redis.pcall('EXISTS', waiters) == 1 and not delivery_pause_end() then
		wake_first(waiters, ready, count)
	end
end
