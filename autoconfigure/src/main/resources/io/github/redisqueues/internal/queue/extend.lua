-- Gives a lease a new deadline. Removes the old one first, which Redis allows when it is out of memory.
-- KEYS: inflight
-- ARGV: [lease] id receipt taken_until
-- Returns: the new deadline if the receipt was valid, otherwise 0
-- Called by: SettlementClient.extend

--@ clock
--@ receipts
--@ same-delivery
if not is_leased(id, receipt, taken_until) then
	return struct.pack('>d', 0)
end
redis.call('ZREM', inflight, id)
local taken = struct.unpack('>d', taken_until)
redis.call('ZADD', inflight, now + lease - 1 + renewed_part(taken), id)
return struct.pack('>d', now + lease)
