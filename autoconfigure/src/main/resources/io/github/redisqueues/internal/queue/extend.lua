-- Lets a lease run out at another moment. Taking the old one away first is what Redis allows
-- when it is out of memory.
-- KEYS: inflight
-- ARGV: [lease] id receipt
-- Returns: the new deadline if the receipt was still good, otherwise 0
-- Called by: SettlementClient.extend

--@ clock
--@ lease
if not is_leased(id, receipt) then
	return struct.pack('>d', 0)
end
redis.call('ZREM', inflight, id)
redis.call('ZADD', inflight, now + lease, id)
return struct.pack('>d', now + lease)
