-- Gives the leases of messages a new deadline, unless they have a later one. Removes the old ones first,
-- which Redis allows when it is out of memory.
-- KEYS: messages inflight attempts
-- ARGV: [lease count only_pushed] taken_until ...
--       the ids, then their receipts. If `only_pushed` is 1, a lease that the consumer has extended stays as it is
-- Returns: the earliest deadline that the leases can have now, and a byte for each message: 1 if its receipt was valid, 2 if the message is gone
-- Called by: LeaseClient.renew

--@ clock
local deadlines = redis.call('ZMSCORE', inflight, unpack(ARGV, first_rest, first_rest + count - 1))
local receipts = redis.call('HMGET', attempts, unpack(ARGV, first_rest, first_rest + count - 1))
--@ same-delivery
--@ pushed-lease
local validity, ids, leases = {}, {}, {}
for i = 1, count do
	local deadline = deadlines[i] and tonumber(deadlines[i]) or 0
	local taken = struct.unpack('>d', taken_until, 8 * i - 7)
	local is_valid = deadline > now and (receipts[i] or '1') == ARGV[first_rest + count + i - 1] and is_same(deadline, taken)
	local id = ARGV[first_rest + i - 1]
	validity[i] = is_valid and '\1' or redis.call('HEXISTS', messages, id) == 1 and '\0' or '\2'
	if is_valid and deadline < now + lease and (only_pushed == 0 or was_pushed(deadline)) then
		ids[#ids + 1] = id
		leases[#leases + 1] = now + lease - 1 + renewed_part(taken)
		leases[#leases + 1] = ids[#ids]
	end
end
if ids[1] then
	redis.call('ZREM', inflight, unpack(ids))
	redis.call('ZADD', inflight, unpack(leases))
end
return struct.pack('>d', now + lease) .. table.concat(validity)
