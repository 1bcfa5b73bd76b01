-- Gives a hold of a lock back that several may have, and wakes who waits. Called again after a lost
-- reply it finds what it has done.
-- KEYS: lock queue offer
-- ARGV: [heard_is_exact] owner wake_channel
-- Returns: 0 if it was lost before, 1 if given back, 2 if the lock is kept for who waits in turn
-- Called by: LockCommands.releaseInTurn

--@ clock
--@ shared
if not give_back(owner) then
	return struct.pack('>d', 0)
end
local woken = 0
if redis.call('EXISTS', queue) == 1 then
	--@ offer
	--@ wake
	woken = kept_for(offer) and 2 or wake(queue, offer)
end
return struct.pack('>d', math.max(woken, 1))
