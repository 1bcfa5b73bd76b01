-- Wakes the longest waiter of a lock. An entry of the wait queue is the way of waiting, the process, and
-- the channel in that process. In line ('l') a process waits for all its threads, and any process may take
-- the lock. In turn ('t') each thread waits for itself, and a free lock is offered to it for a while. A waiter
-- without a subscription is skipped; in a Cluster PUBLISH counts the subscribers of one node only, so
-- there its result is ignored, and so is a missing right to publish. If a process did not take the latest offer, its
-- waiters in turn are skipped too; if it is alive it gets the message and registers again.
-- Needs: micros, wake_channel, publish_counts_subscribers
-- Provides: wake()

--@ constants

local MAX_TRIED = 100

-- Returns 1 if a waiter was woken, 2 if the lock is offered to it now, and 0 if there is none.
local function wake(line, offer_key, in_turn_only)
	local last = redis.call('GET', offer_key)
	local stalled = last and struct.unpack('>d', last) <= micros and string.sub(last, 10, 45)
	for _ = 1, MAX_TRIED do
		local entry = redis.call('ZPOPMIN', line)[1]
		if not entry then
			return 0
		end
		local in_turn, process = string.sub(entry, 1, 1) == 't', string.sub(entry, 2, 37)
		local subscribers = redis.pcall('PUBLISH', wake_channel .. process, string.sub(entry, 38))
		local has_subscribers = subscribers ~= 0 or publish_counts_subscribers == 0
		if has_subscribers and in_turn and process ~= stalled then
			redis.call('SET', offer_key, struct.pack('>d', micros + 1000 * OFFER_TIME) .. entry, 'PX', OFFER_KEPT)
			return 2
		elseif has_subscribers and not in_turn and not in_turn_only then
			return 1
		end
	end
	return 0
end
