-- Takes a lock if it has room and it is the owner's turn. Otherwise, if the owner waits, registers it in the
-- wait queue, at the place of the ticket that it got when it first asked. If the lock has room and it is
-- another waiter's turn, wakes that one, which may have missed it. A reader that has another hold of the lock
-- (beside) is let in at once: it must not wait for itself.
-- KEYS: lock queue offer
-- ARGV: [lease limit is_waiting ticket publish_counts_subscribers] owner entry wake_channel beside
-- Returns: the token, or 0, or -1 if the name is that of another kind of lock; the milliseconds until the owner should check again; the ticket
-- Called by: LockCommands.acquireInTurn

--@ clock
--@ offer
--@ constants
--@ holding
local held = token_of(owner)
if held then
	renew(owner, lease)
	redis.call('ZREM', queue, entry)
	return struct.pack('>ddd', held, 0, ticket)
end
if beside ~= '' and token_of(beside) then
	local token = grant(owner, lease, beside)
	redis.call('ZREM', queue, entry)
	return struct.pack('>ddd', token, 0, ticket)
end
local has_room, left, is_other_kind = room(owner, limit)
if is_other_kind then
	return struct.pack('>ddd', -1, 0, 0)
end
local offered, offer_left = offered_to(offer)
if has_room and not offered and redis.call('EXISTS', queue) == 1 and redis.call('ZRANGE', queue, 0, 0)[1] ~= entry then
	--@ wake
	wake(queue, offer, true)
	offered, offer_left = offered_to(offer)
	if not offered and redis.call('EXISTS', queue) == 1 and redis.call('ZRANGE', queue, 0, 0)[1] ~= entry then
		-- So many waiters have no subscription that the next call goes on with them
		offered, offer_left = 'nobody', 1
	end
end
if has_room and (not offered or offered == entry) then
	local token = grant(owner, lease, beside)
	redis.call('ZREM', queue, entry)
	redis.call('DEL', offer)
	if redis.call('EXISTS', queue) == 1 and room(owner, limit) then
		--@ wake
		wake(queue, offer)
	end
	return struct.pack('>ddd', token, 0, ticket)
end
if offered == entry then
	redis.call('DEL', offer)
end
-- The first two waiters check when there may be room, and often enough to make up for a lost wake-up
local next_check = has_room and offer_left or math.min(left, CHECK_INTERVAL)
if is_waiting == 1 then
	if ticket == 0 then
		ticket = micros
	end
	redis.call('ZADD', queue, ticket, entry)
	redis.call('PEXPIRE', queue, QUEUE_KEPT)
	if offered ~= 'nobody' and redis.call('ZRANK', queue, entry) > 1 then
		next_check = MAX_CHECK_INTERVAL
	end
else
	redis.call('ZREM', queue, entry)
end
return struct.pack('>ddd', 0, math.max(next_check, 1), ticket)
