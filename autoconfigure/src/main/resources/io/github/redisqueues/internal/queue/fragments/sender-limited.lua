-- What a send does that may wait for room. `waiting` is 0 if it does not wait, 1 if it is the only one of
-- its process that waits, 2 if others wait there too, and 3 if it stops waiting. Registration is a hint, so
-- it is skipped if Redis is out of memory.
-- KEYS: senders expiries
-- Needs: now, waiting, process
-- Provides: await_room(), pass_room_on()

--@ room

-- Registers a send that found no room. Returns in how many milliseconds a message expires, or -1.
local function await_room(none)
	if waiting == 0 then
		return -1
	end
	if waiting == 3 then
		redis.call('ZREM', senders, process)
	else
		redis.pcall('ZADD', senders, now, process)
	end
	local first = redis.call('ZRANGE', expiries, 0, 0, 'WITHSCORES')[2]
	return first and math.max(tonumber(first) - now, 0) or -1
end

-- Ends the registration of a send that found room, and wakes another one if there is more.
local function pass_room_on(left)
	if waiting == 1 or waiting == 3 then
		redis.call('ZREM', senders, process)
	elseif waiting == 2 then
		redis.pcall('ZADD', senders, now, process)
	end
	return left > 0 and wake_senders(1)
end
