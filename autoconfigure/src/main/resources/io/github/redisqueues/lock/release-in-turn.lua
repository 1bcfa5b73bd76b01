-- Gives a hold of a lock back that several may have, and wakes who waits. Called again after a lost
-- reply it finds what it has done.
-- ARGV: [heard_is_exact] owner wake_channel
-- Returns: 0 if it was lost before, 1 if given back, 2 if the lock is kept for who waits in turn
-- Called by: LockCommands.releaseInTurn

--@ clock
--@ shared
if redis.call('ZREM', lock, owner) == 0 then
	return struct.pack('>d', redis.call('ZSCORE', released, owner) and 1 or 0)
end
redis.call('HDEL', tokens, owner)
redis.call('ZADD', released, now + REMEMBERED, owner)
redis.call('PEXPIRE', released, REMEMBERED)
if redis.call('EXISTS', lock) == 0 then
	redis.call('PEXPIRE', tokens, KEPT_TOKENS)
end
local kept = false
if redis.call('EXISTS', queue) == 1 then
	if redis.call('EXISTS', offer) == 1 then
		kept = true
	else
		--@ wake
		kept = wake(queue, offer)
	end
end
return struct.pack('>d', kept and 2 or 1)
