-- Lends the next messages under a lease.
-- KEYS: inflight attempts
-- ARGV: [max max_in_flight max_attempts duplicate_window heard_is_exact waiting lease rate_permits rate_period] wake_channel process
-- Returns: how many could be taken still, milliseconds to the next look or -1, lease deadline, and for each message the lengths of id, receipt and envelope, and these
-- Called by: QueueCommands.receive

--@ clock
local is_idle = false
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
local reply = { struct.pack('>ddd', left, next_look, deadline) }
for i, id in ipairs(ids) do
	local receipt, envelope = receipts[i] or '1', envelopes[i]
	reply[i + 1] = struct.pack('>I4I4I4', #id, #receipt, #envelope) .. id .. receipt .. envelope
end
return table.concat(reply)
