-- Starts delivery again and wakes all waiters.
-- KEYS: paused
-- ARGV: [publish_counts_subscribers] wake_channel
-- Returns: nothing
-- Called by: AdminClient.resume

--@ clock
--@ wake
redis.call('DEL', paused)
wake(MAX_TRIED)
return ''
