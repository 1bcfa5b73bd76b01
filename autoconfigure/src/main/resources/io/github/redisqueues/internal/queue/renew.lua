-- Lets the leases of messages that are worked on begin anew; one that runs longer stays as it is.
-- Taking the old ones away first is what Redis allows when it is out of memory.
-- KEYS: inflight attempts
-- ARGV: [lease count] ...
--       then the ids, and as many receipts
-- Returns: until when the leases last now, at the least, and a byte for each message that is 1 if its receipt was good
-- Called by: ReceiveClient.renew

--@ clock
local deadlines = redis.call('ZMSCORE', inflight, unpack(ARGV, first_rest, first_rest + count - 1))
local receipts = redis.call('HMGET', attempts, unpack(ARGV, first_rest, first_rest + count - 1))
local were_good, ids, leases = {}, {}, {}
for i = 1, count do
	local deadline = deadlines[i] and tonumber(deadlines[i]) or 0
	local is_good = deadline > now and (receipts[i] or '1') == ARGV[first_rest + count + i - 1]
	were_good[i] = is_good and '\1' or '\0'
	if is_good and deadline < now + lease then
		ids[#ids + 1] = ARGV[first_rest + i - 1]
		leases[#leases + 1] = now + lease
		leases[#leases + 1] = ids[#ids]
	end
end
if ids[1] then
	redis.call('ZREM', inflight, unpack(ids))
	redis.call('ZADD', inflight, unpack(leases))
end
return struct.pack('>d', now + lease) .. table.concat(were_good)
