-- Wakes who has waited longest for a lock. Each entry of the queue is the way of waiting, the process
-- and the line in that process. In line ('l') a process waits for all its threads, and is seen again
-- whenever it looks; the lock is for whoever comes first. In turn ('t') each thread waits for itself,
-- and the lock is kept for it for a while. Whom nobody listens for any more does not count; in a
-- Cluster PUBLISH counts the listeners of one node only, and says nothing.
-- Needs: micros, wake_channel, heard_is_exact
-- Provides: wake, which returns whether the lock is kept for somebody now

local SEEN_WITHIN, KEPT_FOR, MOST_TRIED = 15000000, 1000, 1000

local function wake(queue, offer, in_turn_only)
	for _ = 1, MOST_TRIED do
		local entry = redis.call('ZPOPMIN', queue)
		if not entry[1] then
			return false
		end
		local in_turn = string.sub(entry[1], 1, 1) == 't'
		if in_turn or tonumber(entry[2]) > micros - SEEN_WITHIN then
			local channel = wake_channel .. string.sub(entry[1], 2, 37)
			local heard = redis.call('PUBLISH', channel, string.sub(entry[1], 38)) > 0 or heard_is_exact == 0
			if heard and in_turn then
				redis.call('SET', offer, entry[1], 'PX', KEPT_FOR)
				return true
			elseif heard and not in_turn_only then
				return false
			end
		end
	end
	return false
end
