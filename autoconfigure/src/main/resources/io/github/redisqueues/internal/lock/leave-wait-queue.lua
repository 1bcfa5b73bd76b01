-- Removes a waiter from the wait queues of locks. If it had been woken, wakes the next one instead. With an
-- empty entry, wakes the next waiter of a lock that is free because its lease ran out; or, if
-- only_if_missed is 1, because its waiter did not take the offer.
-- KEYS: ... the locks, then their wait queues, then their offers
-- ARGV: [publish_counts_subscribers is_shared only_if_missed] entry wake_channel
-- Returns: 2 if a lock is offered to a waiter in turn, otherwise 1
-- Called by: LockCommands.unregisterProcess, LockCommands.unregisterOwner, LockCommands.wakeNext

--@ record
--@ clock
--@ offer
--@ wake
local count = #KEYS / 3
local result = 1
for i = 1, count do
	local key, line, offer_key = KEYS[i], KEYS[count + i], KEYS[2 * count + i]
	local was_waiting = redis.call('ZREM', line, entry) == 1
	if offered_to(offer_key) == entry then
		redis.call('DEL', offer_key)
	end
	-- Whether a shared lock has room is for the waiter to check
	local is_free = is_shared == 1 or lease_left(key) <= 0
	local is_offered = offered_to(offer_key)
	if only_if_missed == 1 then
		is_free = is_free and (is_offered or redis.call('EXISTS', offer_key) == 1)
	end
	if not was_waiting and is_free and redis.call('EXISTS', line) == 1 then
		result = math.max(result, is_offered and 2 or wake(line, offer_key))
	end
end
return struct.pack('>d', result)
