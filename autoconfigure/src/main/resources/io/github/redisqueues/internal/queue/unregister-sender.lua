-- Removes a process that has no thread left that waits for room, and wakes another one in its place, as it
-- may have been woken.
-- KEYS: senders
-- ARGV: [publish_counts_subscribers] wake_channel process
-- Returns: nothing
-- Called by: SendClient.unregisterSender

--@ clock
--@ wake-first
redis.call('ZREM', senders, process)
wake_first(senders, senders, 1)
return ''
