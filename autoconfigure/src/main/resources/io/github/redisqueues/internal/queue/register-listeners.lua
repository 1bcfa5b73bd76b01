-- Tells the other processes of the listeners of this one, and of what it has done as a consumer, for a while. Forgets
-- those that did not renew it. Begins with a removal, which Redis allows when it is out of memory.
-- KEYS: fleet listeners consumers redrive
-- ARGV: [kept count stopped] ...
--       for each listener its name in the fleet and what is known of it, then the names of those that have stopped;
--       then what this process tells of itself as a consumer, which begins with two numbers, of which the second is
--       how many milliseconds ago it last looked for messages or -1, and what it told before; nothing if it has
--       nothing to tell
-- Returns: 1 if a job redrives dead letters, otherwise 0
-- Called by: FleetClient.beat

--@ clock
--@ consumers
local MAX_LISTENERS = 1000
local MAX_FORGOTTEN = 100

local pairs_end = first_rest + 2 * count
local gone = redis.call('ZRANGE', fleet, '-inf', now, 'BYSCORE', 'LIMIT', 0, MAX_FORGOTTEN)
for i = pairs_end, pairs_end + stopped - 1 do
	gone[#gone + 1] = ARGV[i]
end
if gone[1] then
	redis.call('ZREM', fleet, unpack(gone))
	redis.call('HDEL', listeners, unpack(gone))
end
local told = pairs_end + stopped
if ARGV[told] then
	local old = redis.call('ZRANGE', consumers, '-inf', now - CONSUMER_KEPT, 'BYSCORE', 'LIMIT', 0, MAX_FORGOTTEN)
	for i = told, #ARGV do
		old[#old + 1] = ARGV[i]
	end
	redis.call('ZREM', consumers, unpack(old))
end
for i = first_rest, pairs_end - 1, 2 do
	local is_known = redis.call('ZREM', fleet, ARGV[i]) == 1
	if is_known or redis.call('ZCARD', fleet) < MAX_LISTENERS then
		redis.call('ZADD', fleet, now + kept, ARGV[i])
		redis.call('HSET', listeners, ARGV[i], struct.pack('>d', now) .. ARGV[i + 1])
	end
end
redis.call('PEXPIRE', fleet, kept)
redis.call('PEXPIRE', listeners, kept)
if ARGV[told] and redis.call('ZCARD', consumers) < MAX_CONSUMERS then
	redis.call('ZADD', consumers, now, ARGV[told])
	redis.call('PEXPIRE', consumers, CONSUMER_KEPT)
end
return struct.pack('>d', redis.call('EXISTS', redrive))
