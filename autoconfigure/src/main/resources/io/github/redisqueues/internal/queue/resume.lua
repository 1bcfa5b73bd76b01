-- Starts delivery again and wakes all waiters.
-- KEYS: paused
-- ARGV: [publish_counts_subscribers] wake_channel
-- Returns: nothing
-- Called by: AdminClient.resume

local MAX_WOKEN = 1000

--@ clock
--@ wake
redis.call('DEL', paused)
wake(MAX_WOKEN)
return ''
