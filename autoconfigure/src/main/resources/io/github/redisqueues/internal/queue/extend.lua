-- Gives a lease a new deadline. Removes the old one first, which Redis allows when it is out of memory.
-- KEYS: inflight
-- ARGV: [lease] id receipt
-- Returns: the new deadline if the receipt was valid, otherwise 0
-- Called by: SettlementClient.extend

--@ clock
--@ receipts
if not is_leased(id, receipt) then
	return struct.pack('>d', 0)
end
redis.call('ZREM', inflight, id)
redis.call('ZADD', inflight, now + lease, id)
return struct.pack('>d', now + lease)
