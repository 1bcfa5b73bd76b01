-- Gives a lease a new deadline. Removes the old one first, which Redis allows when it is out of memory.
-- KEYS: inflight
-- ARGV: [lease mark] id receipt
-- Returns: the new deadline if the receipt was valid, otherwise 0
-- Called by: SettlementClient.extend

--@ clock
--@ receipts
--@ lease-mark
if not is_leased(id, receipt) then
	return struct.pack('>d', 0)
end
redis.call('ZREM', inflight, id)
redis.call('ZADD', inflight, marked(now + lease, mark), id)
return struct.pack('>d', now + lease)
