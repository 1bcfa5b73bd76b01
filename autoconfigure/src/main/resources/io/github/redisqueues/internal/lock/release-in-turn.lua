-- Releases one hold of a shared lock, and wakes the next waiter. Can be repeated after a lost reply.
-- KEYS: lock queue offer
-- ARGV: [publish_counts_subscribers] owner wake_channel
-- Returns: 0 if the hold was lost, 1 if it was released, 2 if the lock is offered to a waiter in turn
-- Called by: LockCommands.releaseInTurn

--@ clock
--@ shared
if not release_hold(owner) then
	return struct.pack('>d', 0)
end
local woken = 0
if redis.call('EXISTS', queue) == 1 then
	--@ offer
	--@ wake
	woken = offered_to(offer) and 2 or wake(queue, offer)
end
return struct.pack('>d', math.max(woken, 1))
