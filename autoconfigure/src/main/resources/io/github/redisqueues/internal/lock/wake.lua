-- Wakes who has waited longest for a lock. Each entry of the queue is the way of waiting, the process
-- and the line in that process. In line ('l') a process waits for all its threads, and the lock is for
-- whoever comes first. In turn ('t') each thread waits for itself, and the lock is kept for it for a
-- while. Whom nobody listens for any more does not count; in a Cluster PUBLISH counts the listeners of
-- one node only, and says nothing. Of a process for which the lock was kept last and that has not come,
-- nobody in turn counts either: whoever lives hears of it, and comes back to his place.
-- Needs: micros, wake_channel, heard_is_exact
-- Provides: wake, which returns 1 if it has woken somebody, 2 if the lock is kept for him now, 0 if there is nobody

local KEPT_FOR, REMEMBERED, MOST_TRIED = 1000000, 60000, 100

local function wake(queue, offer, in_turn_only)
	local last = redis.call('GET', offer)
	local stalled = last and struct.unpack('>d', last) <= micros and string.sub(last, 10, 45)
	for _ = 1, MOST_TRIED do
		local entry = redis.call('ZPOPMIN', queue)[1]
		if not entry then
			return 0
		end
		local in_turn, process = string.sub(entry, 1, 1) == 't', string.sub(entry, 2, 37)
		local heard = redis.call('PUBLISH', wake_channel .. process, string.sub(entry, 38)) > 0 or heard_is_exact == 0
		if heard and in_turn and process ~= stalled then
			redis.call('SET', offer, struct.pack('>d', micros + KEPT_FOR) .. entry, 'PX', REMEMBERED)
			return 2
		elseif heard and not in_turn and not in_turn_only then
			return 1
		end
	end
	return 0
end
