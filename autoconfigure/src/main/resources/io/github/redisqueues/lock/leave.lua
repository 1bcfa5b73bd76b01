-- Takes somebody from those that wait. Who is not found there was woken meanwhile, and so somebody else
-- is woken in his place. With no entry it looks after what was kept for somebody who has not come.
-- KEYS are the locks, then their queues, then their offers, as many of each.
-- ARGV: [heard_is_exact] entry wake_channel
-- Returns: 2 if a lock is kept for who waits in turn, else 1
-- Called by: LockCommands.leave

--@ retention
--@ clock
--@ wake
local count = #KEYS / 3
local kept = false
for i = 1, count do
	local lock, queue, offer = KEYS[i], KEYS[count + i], KEYS[2 * count + i]
	local was_waiting = redis.call('ZREM', queue, entry) == 1
	if redis.call('GET', offer) == entry then
		redis.call('DEL', offer)
	end
	-- Of a lock that several may hold this says that it is free, and who is woken sees for himself
	local is_free = redis.call('PTTL', lock) <= RETENTION
	if not was_waiting and is_free and redis.call('EXISTS', queue) == 1 then
		if redis.call('EXISTS', offer) == 1 then
			kept = true
		else
			kept = wake(queue, offer) or kept
		end
	end
end
return struct.pack('>d', kept and 2 or 1)
