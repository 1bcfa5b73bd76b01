-- Gives up a process's place among the waiting, and wakes another one in its place: the process was
-- woken and has nobody left who waits.
-- KEYS: waiters
-- ARGV: [heard_is_exact] wake_channel process
-- Returns: nothing
-- Called by: ReceiveClient.passOn

--@ clock
--@ wake
redis.call('ZREM', waiters, process)
wake(1)
return ''
