-- Takes a lock if there is room and nobody waits who came before; or registers who asks as waiting, at
-- the place of the ticket that he got when he first asked. Who is first in the queue and does not know
-- it is woken.
-- ARGV: [lease limit is_waiting ticket heard_is_exact] owner entry wake_channel
-- Returns: the token, or 0 and the milliseconds until the next look; and the ticket. -1 if the name is that of another kind
-- Called by: LockCommands.acquireInTurn

--@ clock
--@ holding
local held = token_of(owner)
if held then
	return struct.pack('>ddd', held, 0, ticket)
end
local has_room, left, is_other_kind = room(owner, limit)
if is_other_kind then
	return struct.pack('>ddd', -1, 0, 0)
end
local offered = redis.call('GET', offer)
if offered == entry then
	redis.call('DEL', offer)
	offered = false
elseif has_room and not offered and redis.call('EXISTS', queue) == 1 then
	--@ wake
	while not offered do
		local first = redis.call('ZRANGE', queue, 0, 0)[1]
		if not first or first == entry then
			break
		end
		wake(queue, offer, true)
		offered = redis.call('GET', offer)
	end
	if offered == entry then
		redis.call('DEL', offer)
		offered = false
	end
end
if has_room and not offered then
	local token = grant(owner, lease)
	redis.call('ZREM', queue, entry)
	if room(owner, limit) and redis.call('EXISTS', queue) == 1 then
		--@ wake
		wake(queue, offer)
	end
	return struct.pack('>ddd', token, 0, ticket)
end
-- The first two look when there may be room, and often enough to notice a lost wake-up
local next_look = math.min(left, 5000)
if has_room then
	next_look = math.max(redis.call('PTTL', offer), 1)
end
if is_waiting == 1 then
	if ticket == 0 then
		ticket = micros
	end
	redis.call('ZADD', queue, ticket, entry)
	redis.call('PEXPIRE', queue, 60000)
	if redis.call('ZRANK', queue, entry) > 1 then
		next_look = 12000
	end
else
	redis.call('ZREM', queue, entry)
end
return struct.pack('>ddd', 0, next_look, ticket)
