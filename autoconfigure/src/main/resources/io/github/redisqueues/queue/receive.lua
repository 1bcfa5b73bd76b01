-- Lends the next messages under a lease.
-- KEYS: inflight attempts
-- ARGV: [max max_in_flight max_attempts duplicate_window heard_is_exact waiting lease] wake_channel process
-- Returns: {more, milliseconds to the next look or -1, lease deadline, then for each message id, receipt, envelope}
-- Called by: QueueCommands.receive

--@ clock
--@ take
local deadline = now + lease
local receipts = {}
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
--@ report
local reply = { left, next_look, deadline }
for i, id in ipairs(ids) do
	reply[3 * i + 1] = id
	reply[3 * i + 2] = receipts[i] or '1'
	reply[3 * i + 3] = envelopes[i]
end
return reply
