-- Removes a process that has no waiting thread left, and wakes another one in its place, as it may have
-- been woken.
-- KEYS: waiters
-- ARGV: [publish_counts_subscribers] wake_channel process
-- Returns: nothing
-- Called by: ReceiveClient.unregisterWaiter

--@ clock
--@ wake
redis.call('ZREM', waiters, process)
wake(1)
return ''
