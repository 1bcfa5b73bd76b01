-- Gives up a process's place among the waiting, and wakes another one if there is something to
-- take: the process was woken and has nobody left who waits.
-- Include: clock envelope ready wake
-- ARGV: wake_channel #heard_is_exact process
-- Returns: {1}
-- Called by: QueueCommands.passOn

redis.call('ZREM', waiters, process)
wake(math.min(ready_count(), 1))
return { 1 }
