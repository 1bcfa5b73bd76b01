-- Takes a lock if there is room and nobody waits who came before; or registers who asks as waiting, at
-- the place of the ticket that he got when he first asked. If it is another's turn, who may not know
-- it, he is woken.
-- KEYS: lock queue offer
-- ARGV: [lease limit is_waiting ticket heard_is_exact] owner entry wake_channel
-- Returns: the token, or 0 and the milliseconds until the next look, and the ticket; -1 for the token if the name is that of another kind
-- Called by: LockCommands.acquireInTurn

--@ clock
--@ offer
--@ holding
local held = token_of(owner)
if held then
	prolong(owner, lease)
	redis.call('ZREM', queue, entry)
	return struct.pack('>ddd', held, 0, ticket)
end
local has_room, left, is_other_kind = room(owner, limit)
if is_other_kind then
	return struct.pack('>ddd', -1, 0, 0)
end
local kept, kept_left = kept_for(offer)
if has_room and not kept and redis.call('EXISTS', queue) == 1 and redis.call('ZRANGE', queue, 0, 0)[1] ~= entry then
	--@ wake
	wake(queue, offer, true)
	kept, kept_left = kept_for(offer)
	if not kept and redis.call('EXISTS', queue) == 1 and redis.call('ZRANGE', queue, 0, 0)[1] ~= entry then
		-- So many have died that the next look goes on with them
		kept, kept_left = 'nobody', 1
	end
end
if has_room and (not kept or kept == entry) then
	local token = grant(owner, lease)
	redis.call('ZREM', queue, entry)
	redis.call('DEL', offer)
	if redis.call('EXISTS', queue) == 1 and room(owner, limit) then
		--@ wake
		wake(queue, offer)
	end
	return struct.pack('>ddd', token, 0, ticket)
end
if kept == entry then
	redis.call('DEL', offer)
end
-- The first two look when there may be room, and often enough to notice a lost wake-up
local next_look = has_room and kept_left or math.min(left, 5000)
if is_waiting == 1 then
	if ticket == 0 then
		ticket = micros
	end
	redis.call('ZADD', queue, ticket, entry)
	redis.call('PEXPIRE', queue, 60000)
	if kept ~= 'nobody' and redis.call('ZRANK', queue, entry) > 1 then
		next_look = 12000
	end
else
	redis.call('ZREM', queue, entry)
end
return struct.pack('>ddd', 0, math.max(next_look, 1), ticket)
