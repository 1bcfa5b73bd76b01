-- Tells the other processes of the listeners of this one, for a while. Forgets those that did not renew it.
-- Begins with a removal, which Redis allows when it is out of memory.
-- KEYS: fleet listeners redrive
-- ARGV: [kept count] ...
--       for each listener its name in the fleet and what is known of it, then the names of those that have stopped
-- Returns: 1 if a job redrives dead letters, otherwise 0
-- Called by: FleetClient.beat

--@ clock
local MAX_LISTENERS = 1000
local MAX_FORGOTTEN = 100

local gone = redis.call('ZRANGE', fleet, '-inf', now, 'BYSCORE', 'LIMIT', 0, MAX_FORGOTTEN)
for i = first_rest + 2 * count, #ARGV do
	gone[#gone + 1] = ARGV[i]
end
if gone[1] then
	redis.call('ZREM', fleet, unpack(gone))
	redis.call('HDEL', listeners, unpack(gone))
end
for i = first_rest, first_rest + 2 * count - 1, 2 do
	local is_known = redis.call('ZREM', fleet, ARGV[i]) == 1
	if is_known or redis.call('ZCARD', fleet) < MAX_LISTENERS then
		redis.call('ZADD', fleet, now + kept, ARGV[i])
		redis.call('HSET', listeners, ARGV[i], struct.pack('>d', now) .. ARGV[i + 1])
	end
end
redis.call('PEXPIRE', fleet, kept)
redis.call('PEXPIRE', listeners, kept)
return struct.pack('>d', redis.call('EXISTS', redrive))
