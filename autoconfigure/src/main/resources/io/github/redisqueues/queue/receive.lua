-- Lends the next messages under a lease, after a share of the housekeeping.
-- Include: clock envelope ready lease settle sweep wake take
-- KEYS: inflight attempts
-- ARGV: #max #max_in_flight #max_attempts #duplicate_window wake_channel #heard_is_exact waiting process #lease
-- Returns: {more, milliseconds to the next look or -1, lease deadline, then for each message id, receipt, envelope}
-- Called by: QueueCommands.receive

local made_ready = sweep()
local ids, envelopes = take()
local deadline = now + lease
local left, next_look
if #ids == 0 then
	left, next_look = report(0, made_ready)
	return { left, next_look, deadline }
end

local leases = {}
for i, id in ipairs(ids) do
	leases[2 * i - 1] = deadline
	leases[2 * i] = id
end
redis.call('ZADD', inflight, unpack(leases))
local receipts = redis.call('EXISTS', attempts) == 1 and redis.call('HMGET', attempts, unpack(ids)) or {}
left, next_look = report(#ids, made_ready)
local reply = { left, next_look, deadline }
for i, id in ipairs(ids) do
	reply[3 * i + 1] = id
	reply[3 * i + 2] = receipts[i] or '1'
	reply[3 * i + 3] = envelopes[i]
end
return reply
