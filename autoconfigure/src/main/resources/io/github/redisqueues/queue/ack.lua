-- Settles messages whose receipts are still good.
-- Include: clock envelope settle wake
-- KEYS: inflight
-- ARGV: #max_in_flight #duplicate_window wake_channel #heard_is_exact ...
--       and for each delivery the message's id, the receipt and the deduplication id
-- Returns: {how many were settled}
-- Called by: QueueCommands.ack

local ids, receipts, deduplication_ids = {}, {}, {}
for i = first_rest, #ARGV, 3 do
	ids[#ids + 1] = ARGV[i]
	receipts[#receipts + 1] = ARGV[i + 1]
	deduplication_ids[#deduplication_ids + 1] = ARGV[i + 2]
end

local deadlines = redis.call('ZMSCORE', inflight, unpack(ids))
local current = redis.call('EXISTS', attempts) == 1 and redis.call('HMGET', attempts, unpack(ids)) or {}
local ours, their_deduplication_ids = {}, {}
for i, id in ipairs(ids) do
	if deadlines[i] and tonumber(deadlines[i]) > now and (current[i] or '1') == receipts[i] then
		ours[#ours + 1] = id
		their_deduplication_ids[#their_deduplication_ids + 1] = deduplication_ids[i]
	end
end
if #ours == 0 then
	return { 0 }
end

local settled = redis.call('ZREM', inflight, unpack(ours))
forget(ours, their_deduplication_ids)
if max_in_flight > 0 then
	wake(settled)
end
return { settled }
