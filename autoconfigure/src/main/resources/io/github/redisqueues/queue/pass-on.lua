-- Gives up a process's place among the waiting, and wakes another one if there is something to
-- take: the process was woken and has nobody left who waits.
-- KEYS: waiters
-- ARGV: [heard_is_exact] wake_channel process
-- Returns: nothing
-- Called by: QueueCommands.passOn

--@ clock
--@ envelope
--@ order
--@ ready
--@ wake
redis.call('ZREM', waiters, process)
wake(math.min(count_ready(), 1))
return ''
