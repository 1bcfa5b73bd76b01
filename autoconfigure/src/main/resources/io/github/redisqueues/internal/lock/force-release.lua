-- Takes a lock from all its holders, and wakes the next waiter.
-- KEYS: lock queue offer
-- ARGV: [publish_counts_subscribers] wake_channel
-- Returns: 0 if the lock was free, 1 if it was held, 2 if it is offered to a waiter in turn now
-- Called by: LockCommands.forceRelease

--@ clock
--@ holding
if not remove_all() then
	return struct.pack('>d', 0)
end
local woken = 0
if redis.call('EXISTS', queue) == 1 then
	--@ offer
	--@ wake
	woken = offered_to(offer) and 2 or wake(queue, offer)
end
return struct.pack('>d', math.max(woken, 1))
