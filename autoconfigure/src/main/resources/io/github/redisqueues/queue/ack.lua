-- Settles messages whose receipts are still good.
-- KEYS: messages inflight attempts places
-- ARGV: [max_in_flight duplicate_window heard_is_exact count deduplicated] wake_channel ...
--       then the ids, as many receipts, and as many deduplication ids if `deduplicated` is 1
-- Returns: how many were settled
-- Called by: QueueCommands.ack

--@ clock
local deadlines = redis.call('ZMSCORE', inflight, unpack(ARGV, first_rest, first_rest + count - 1))
local are_stored = redis.call('EXISTS', attempts, places) > 0
local current = are_stored and redis.call('HMGET', attempts, unpack(ARGV, first_rest, first_rest + count - 1)) or {}
local ids, deduplication_ids = {}, {}
for i = 1, count do
	local receipt = ARGV[first_rest + count + i - 1]
	if deadlines[i] and tonumber(deadlines[i]) > now and (current[i] or '1') == receipt then
		ids[#ids + 1] = ARGV[first_rest + i - 1]
		deduplication_ids[#ids] = deduplicated == 1 and ARGV[first_rest + 2 * count + i - 1] or ''
	end
end
if #ids == 0 then
	return struct.pack('>d', 0)
end

local settled = redis.call('ZREM', inflight, unpack(ids))
local to_wake = max_in_flight > 0 and settled or 0
if duplicate_window == 0 and deduplicated == 0 and not are_stored then
	redis.call('HDEL', messages, unpack(ids))
else
	--@ envelope
	--@ settle
	forget(ids, deduplication_ids)
	to_wake = math.max(to_wake, promoted)
end
if to_wake > 0 then
	--@ wake
	wake(to_wake)
end
return struct.pack('>d', settled)
