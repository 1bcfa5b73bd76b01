-- Moves the messages that were taken to in flight, under a lease.
-- KEYS: inflight attempts
-- Needs: now, lease, mark, ids
-- Provides: deadline, receipts (nil or false where the receipt is '1')

--@ lease-mark
local deadline, receipts = now + lease - 1 + mark / MARKS, {}
if ids[1] then
	local leases = {}
	for i, id in ipairs(ids) do
		leases[2 * i - 1] = deadline
		leases[2 * i] = id
	end
	redis.call('ZADD', inflight, unpack(leases))
	if redis.call('EXISTS', attempts) == 1 then
		receipts = redis.call('HMGET', attempts, unpack(ids))
	end
end
