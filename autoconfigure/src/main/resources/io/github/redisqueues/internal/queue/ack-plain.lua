-- Settles messages that have no other receipt than the first one, no deduplication id and no group, if all are still
-- leased and the queue is plain, see plain.lua.
-- KEYS: messages inflight ... those that must not exist
-- ARGV: taken_until ...
--       the ids
-- Returns: how many were settled, or '-'
-- Called by: SettlementClient.ack

--@ clock
--@ plain
if redis.call('EXISTS', unpack(KEYS, 3)) > 0 then
	return NOT_PLAIN
end
--@ receipts-plain
local settled = redis.call('ZREM', inflight, unpack(ARGV, first_rest))
redis.call('HDEL', messages, unpack(ARGV, first_rest))
return struct.pack('>d', settled)
