-- Takes up delivery again and wakes everyone who waits.
-- KEYS: paused
-- ARGV: [heard_is_exact] wake_channel
-- Returns: nothing
-- Called by: AdminClient.resume

--@ clock
--@ wake
redis.call('DEL', paused)
wake(MOST_TRIED)
return ''
