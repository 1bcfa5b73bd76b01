-- Takes a lock from all who have it, and wakes who waits.
-- ARGV: [heard_is_exact] wake_channel
-- Returns: 0 if nobody had it, 1 if somebody had, 2 if it is kept for who waits in turn now
-- Called by: LockCommands.forceRelease

--@ clock
--@ holding
if not holders()[1] then
	return struct.pack('>d', 0)
end
remove_all()
local kept = false
if redis.call('EXISTS', queue) == 1 and redis.call('EXISTS', offer) == 0 then
	--@ wake
	kept = wake(queue, offer)
end
return struct.pack('>d', kept and 2 or 1)
