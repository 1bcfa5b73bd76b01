-- The processes that wait for room in a queue with a capacity. Their wait queue is named by the key.
-- KEYS: senders
-- Needs: now, wake_channel, publish_counts_subscribers
-- Provides: wake_senders()

--@ wake-first

-- Wakes a process for each message that makes room, as it was removed or is dead.
local function wake_senders(count)
	return count > 0 and redis.pcall('EXISTS', senders) == 1 and wake_first(senders, senders, count)
end
