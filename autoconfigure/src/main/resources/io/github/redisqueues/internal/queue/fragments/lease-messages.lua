-- Moves the messages that were taken to in flight, under a lease.
-- KEYS: messages inflight attempts
-- Needs: now, lease, mark, ids
-- Provides: deadline, receipts (nil or false where the receipt is '1')

--@ lease-mark
--@ unpacked
local deadline, receipts = now + lease - 1 + mark / MARKS, {}
if ids[1] then
	local leases, leased = {}, redis.call('ZCARD', inflight)
	local is_full = (leased + #ids) % EACH < #ids
	if leased == 0 or is_full then
		leases = { deadline, LONG }
	end
	for _, id in ipairs(ids) do
		leases[#leases + 1] = deadline
		leases[#leases + 1] = id
	end
	redis.call('ZADD', inflight, unpack(leases))
	if leases[2] == LONG then
		redis.call('ZREM', inflight, LONG)
	end
	if is_full then
		--@ unpack-messages
		unpack_messages()
	end
	if redis.call('EXISTS', attempts) == 1 then
		receipts = redis.call('HMGET', attempts, unpack(ids))
	end
end
