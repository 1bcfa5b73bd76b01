-- Takes a lock from all who have it, and wakes who waits.
-- KEYS: lock queue offer
-- ARGV: [heard_is_exact] wake_channel
-- Returns: 0 if nobody had it, 1 if somebody had, 2 if it is kept for who waits in turn now
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
	woken = kept_for(offer) and 2 or wake(queue, offer)
end
return struct.pack('>d', math.max(woken, 1))
