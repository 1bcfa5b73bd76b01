-- Takes somebody from those that wait. Who is not found there was woken meanwhile, and so somebody else
-- is woken in his place. With no entry it looks after a lock that came free without being released, or
-- only if it was kept for somebody who has not come.
-- KEYS: ... the locks, then their wait queues, then their offers
-- ARGV: [heard_is_exact is_shared only_if_missed] entry wake_channel
-- Returns: 2 if a lock is kept for who waits in turn, else 1
-- Called by: LockCommands.leaveLine, leaveTurn, passOn

--@ retention
--@ clock
--@ offer
--@ wake
local count = #KEYS / 3
local result = 1
for i = 1, count do
	local lock, queue, offer = KEYS[i], KEYS[count + i], KEYS[2 * count + i]
	local was_waiting = redis.call('ZREM', queue, entry) == 1
	if kept_for(offer) == entry then
		redis.call('DEL', offer)
	end
	-- Whether one that several may hold has room is for who is woken to see
	local is_free = is_shared == 1 or redis.call('PTTL', lock) <= RETENTION
	local is_kept = kept_for(offer)
	if only_if_missed == 1 then
		is_free = is_free and (is_kept or redis.call('EXISTS', offer) == 1)
	end
	if not was_waiting and is_free and redis.call('EXISTS', queue) == 1 then
		result = math.max(result, is_kept and 2 or wake(queue, offer))
	end
end
return struct.pack('>d', result)
