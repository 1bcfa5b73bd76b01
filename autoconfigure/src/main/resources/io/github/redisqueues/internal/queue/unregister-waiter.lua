-- Removes a process from the waiters and wakes another one. The process was woken and has no thread left
-- that waits.
-- KEYS: waiters
-- ARGV: [publish_counts_subscribers] wake_channel process
-- Returns: nothing
-- Called by: ReceiveClient.passOn

--@ clock
--@ wake
redis.call('ZREM', waiters, process)
wake(1)
return ''
